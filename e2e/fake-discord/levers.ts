import { setTimeout as sleep } from "node:timers/promises";
import { type Aim, hits } from "./aim.ts";
import type { Connection, Ground } from "./connection.ts";
import type { Gateway } from "./gateway.ts";
import { guildIdsOf } from "./guilds.ts";
import { OP } from "./packets.ts";

/** What can be made to happen to bots. Each hits the connections that are there now, unless it says otherwise. */
export const createLevers = (gateway: Gateway, ground: Ground) => {
  const each = (aim: Aim, act: (connection: Connection, shardId: number) => void) => {
    for (const connection of [...gateway.connections]) {
      const { session } = connection;
      if (session !== null && hits(aim, session.shardId)) act(connection, session.shardId);
    }
  };
  const eachGuild = (aim: Aim, act: (connection: Connection, guildId: string) => void) =>
    each(aim, (connection) => {
      const { shardId = 0, shardCount = 1 } = connection.session ?? {};
      for (const id of guildIdsOf(shardId, shardCount, ground.guildsPerShard)) act(connection, id);
    });
  return {
    /** Op 7: come back, and resume. */
    reconnect: (aim: Aim) => each(aim, (connection) => connection.send({ op: OP.reconnect })),
    /** Op 9: resume on the same socket, or identify anew. */
    invalidSession: (aim: Aim, isResumable: boolean) =>
      each(aim, (connection) => connection.invalidate(isResumable)),
    /** The TCP connection ends. */
    drop: (aim: Aim) => each(aim, (connection) => connection.drop()),
    closeWith: (aim: Aim, code: number) => each(aim, (connection) => connection.close(code)),
    /** Nothing is read or answered any more, and nothing closes. */
    goDead: (aim: Aim) => each(aim, (connection) => connection.goDead()),
    /** Resumes are answered with op 9 from now on, until a new session is there. */
    forgetSessions: (aim: Aim) => ground.sessions.forget(aim),
    /** Heartbeats are not acknowledged, on later connections neither, until `startAcks`. */
    stopAcks: (aim: Aim) => ground.mute.add(aim),
    startAcks: (aim: Aim) => ground.mute.delete(aim),
    /** Each heartbeat is acknowledged that much later. */
    delayAcks: (delayMs: number) => {
      ground.ackDelayMs = delayMs;
    },
    /** IDENTIFY is not answered until `grantReady`. */
    withholdReady: (aim: Aim) => ground.readyWithheld.add(aim),
    grantReady: (aim: Aim) => ground.readyWithheld.delete(aim),
    /** Discord says of every guild of these shards that it is unavailable. */
    breakGuilds: (aim: Aim) =>
      eachGuild(aim, (connection, id) => connection.dispatch("GUILD_DELETE", { id, unavailable: true })),
    mendGuilds: (aim: Aim) =>
      eachGuild(aim, (connection, id) => connection.dispatch("GUILD_CREATE", ground.guildPayload(id))),
    /** Whether each new connection is answered with 503. */
    refuseUpgrades: (isRefusing: boolean) => gateway.refuseUpgrades(isRefusing),
    /** Nothing listens on the gateway's port for so long; resolves when it is back. */
    goAway: async (lastingMs: number) => {
      await gateway.close();
      await sleep(lastingMs);
      await gateway.open();
    },
  };
};

export type Levers = ReturnType<typeof createLevers>;
