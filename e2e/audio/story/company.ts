import type { FakeLavalink } from "../../fake-lavalink/fake-lavalink.ts";
import { until } from "../../support/until.ts";
import type { AgentProcess } from "./agent.ts";
import type { MusicBot } from "./music-bot.ts";
import type { Stage } from "./stage.ts";

/** A machine with a node, and its agent. */
export interface Machine {
  readonly name: string;
  readonly node: FakeLavalink;
  readonly agent: AgentProcess;
}

/** Where a guild hears its music from. */
export interface Seat {
  readonly bot: MusicBot;
  readonly guildId: string;
}

/** Two bots, one of lavalink-client and one of shoukaku, and the machines that are there for them. */
export interface Company {
  readonly bots: readonly MusicBot[];
  /** One for each guild. */
  readonly seats: readonly Seat[];
  /** Brings a new machine, of which nobody is told but by its agent. */
  bring(name: string, host?: string): Promise<Machine>;
  /** The latest machine of that name. */
  machine(name: string): Machine;
  /** Waits until both bots can put players on these nodes and no others. */
  haveReady(names: readonly string[], patienceMs?: number): Promise<void>;
  /** Waits until neither bot's library has a node of that id any more. */
  haveForgotten(id: string): Promise<void>;
  /** Waits until music of that search is heard in every guild. */
  playAll(search: string): Promise<void>;
  /** Has guilds begin anew until music is heard on that node. */
  settleOn(name: string): Promise<void>;
  /** The seats whose players are on a node, as the bots say. */
  on(name: string): Promise<readonly Seat[]>;
  /** The guild's player as its node shows it; undefined for none. */
  heard(seat: Seat, name: string): Readonly<Record<string, unknown>> | undefined;
}

/** Starts both bots; each plays in three guilds of its own. */
export const gather = async (stage: Stage): Promise<Company> => {
  const bots = await Promise.all([
    stage.bot({ program: "music-bot", cluster: "astro", plays: [0, 3] }),
    stage.bot({ program: "light-music-bot", cluster: "beat", plays: [3, 6] }),
  ]);
  const machines: Machine[] = [];
  const seats = bots.flatMap((bot) => bot.guildIds.map((guildId) => ({ bot, guildId })));
  const machine = (name: string) => {
    const found = machines.findLast((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no machine ${name}`);
    return found;
  };
  return {
    bots,
    seats,
    machine,
    bring: async (name, host = "127.0.0.1") => {
      const node = await stage.node({ host });
      const brought = { name, node, agent: stage.agent({ name, node }) };
      machines.push(brought);
      return brought;
    },
    haveReady: async (names, patienceMs) => {
      const areReady = async () => {
        const had = await Promise.all(bots.map((bot) => bot.ready()));
        return had.every((ready) => ready.join() === names.join());
      };
      await until(`both bots have ${names}`, areReady, patienceMs);
    },
    haveForgotten: async (id) => {
      const haveNot = async () =>
        (await Promise.all(bots.map((bot) => bot.state()))).every(({ nodes }) => !nodes.includes(id));
      await until(`neither library has ${id}`, haveNot);
    },
    playAll: async (search) => {
      for (const { bot, guildId } of seats) await bot.play(guildId, search);
      const heard = () =>
        machines.flatMap(({ node }) => node.players()).filter(({ track }) => track !== null);
      await until("all are heard", () => heard().length === seats.length);
    },
    settleOn: async (name) => {
      const settle = async () => {
        for (const { bot, guildId } of seats) {
          await bot.leave(guildId);
          await bot.play(guildId, "ytsearch:anew");
        }
        return machine(name)
          .node.players()
          .some(({ track }) => track !== null);
      };
      await until(`someone is heard on ${name}`, settle);
    },
    on: async (name) => {
      const names = await Promise.all(seats.map(({ bot, guildId }) => bot.nodeOf(guildId)));
      return seats.filter((_, place) => names[place] === name);
    },
    heard: ({ guildId }, name) =>
      machine(name)
        .node.players()
        .find((player) => player["guildId"] === guildId),
  };
};
