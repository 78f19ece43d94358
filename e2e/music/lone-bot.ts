import { type Program, startProgram } from "../bots/program.ts";
import { startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { openFlakyProxy } from "../plugin/flaky-proxy.ts";
import { startSignIn } from "../sign-in/ground.ts";
import { until } from "../support/until.ts";
import { comeIn, GUILD, guestId } from "./guests.ts";
import { CHANNEL } from "./lavalink-ground.ts";

/**
 * A server with which people sign in, a bot in a process of its own behind a way that can be cut, its audio node, and
 * one guest, who is alone with it and so may do everything.
 */
export const openLoneBot = async () => {
  const ends: (() => unknown)[] = [];
  const ground = await startSignIn({ CLUSTERS: "main:1" });
  ends.push(ground.close);
  const [way, discord, node] = await Promise.all([
    openFlakyProxy(ground.server.port),
    startFakeDiscord({ guildsPerShard: 1 }),
    startFakeLavalink(),
  ]);
  ends.push(way.close, discord.close, node.close);
  discord.people.join(GUILD, { id: guestId(1), name: "guest 1" });
  discord.people.enter(GUILD, guestId(1), CHANNEL);
  const { host, port, password: authorization } = node;
  const start = async (): Promise<Program> => {
    const program = startProgram("panel-bot", {
      discordRest: discord.restUrl,
      token: discord.token,
      shards: [0],
      shardCount: 1,
      shardlightUrl: way.url,
      intervalMs: 1_000,
      env: {
        BOT_NODE: JSON.stringify({ id: "own", host, port, authorization, retryDelay: 100, retryAmount: 100 }),
      },
    });
    await program.inbox.next(({ bot }) => bot === "ready", 20_000);
    return program;
  };
  let program = await start();
  ends.push(async () => {
    program.signal("SIGKILL");
    await program.ended;
  });
  const guest = await comeIn(ground, 1);
  ends.push(() => guest.leave());
  const isBack = () =>
    until("the bot answers", async () => (await guest.read("status")).status === 200, 20_000);
  await isBack();
  return {
    ground,
    guest,
    discord,
    node,
    way,
    /** Resolves once the server can ask it. */
    isBack,
    signal: (signal: NodeJS.Signals) => program.signal(signal),
    /** SIGKILL; resolves once it is gone. */
    die: async () => {
      program.signal("SIGKILL");
      await program.ended;
    },
    /** Starts again, as another process. */
    revive: async () => {
      program = await start();
    },
    /** Resolves once a request with these words in it has come to the node again. */
    nodeIsAsked: (words: string) => {
      const before = node.seen.requests.length;
      return until(`the node is asked for ${words}`, () =>
        node.seen.requests.slice(before).some((request) => request.includes(words)),
      );
    },
    /** Plays some tracks, by words. */
    play: async (...words: readonly string[]) => {
      for (const query of words) {
        const { body } = await guest.wish("play", { query });
        if (body.outcome !== "done") throw new Error(`not played: ${body.message}`);
      }
    },
    total: async (): Promise<number> => (await guest.read("queue")).body.total,
    close: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
};

export type LoneBot = Awaited<ReturnType<typeof openLoneBot>>;
