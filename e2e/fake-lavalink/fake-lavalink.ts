import { randomUUID } from "node:crypto";
import { Fates } from "./fates.ts";
import { Gate } from "./gate.ts";
import type { Ground, Kind, Seen } from "./ground.ts";
import { createLevers, type Levers } from "./levers.ts";
import { Links } from "./links.ts";
import { Loads } from "./loads.ts";
import type { Message } from "./player-ground.ts";
import { Port } from "./port.ts";
import { Rest } from "./rest.ts";
import { RoutePlanner } from "./route-planner.ts";
import { SessionBook } from "./session.ts";
import { Vitals } from "./vitals.ts";

export interface FakeLavalinkOptions {
  /** An address of this machine; 127.0.0.1 by default. */
  readonly host?: string;
  /** A free one by default, kept through `die` and `revive`. */
  readonly port?: number;
  /** A random one by default. */
  readonly password?: string;
  readonly kind?: Kind;
  /** 4.2.2, or 3.7.0 of NodeLink; below 4.2.0 Discord closes voice with 4017. */
  readonly version?: string;
  /** Names of source managers. */
  readonly sources?: readonly string[];
  readonly plugins?: Ground["plugins"];
  /** 60 s by default, as the real one. */
  readonly statsEveryMs?: number;
  /** 5 s by default, as the real one. */
  readonly playerUpdateEveryMs?: number;
}

/** A Lavalink v4 node without sound: enough for real clients to connect, search and play, with levers for its faults. */
export interface FakeLavalink extends Levers {
  /** Such as `http://127.0.0.1:2333`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly seen: Readonly<Seen>;
  /** All players of all sessions, as REST shows them. */
  players(): Message[];
  close(): Promise<void>;
}

/** Starts on loopback. */
export const startFakeLavalink = async (options: FakeLavalinkOptions = {}): Promise<FakeLavalink> => {
  const { kind = "lavalink" } = options;
  const ground: Ground = {
    kind,
    password: options.password ?? randomUUID(),
    version: options.version ?? (kind === "nodelink" ? "3.7.0" : "4.2.2"),
    sources: options.sources ?? ["youtube", "soundcloud", "bandcamp", "http"],
    plugins: options.plugins ?? [{ name: "youtube-plugin", version: "1.13.5" }],
    statsEveryMs: options.statsEveryMs ?? 60_000,
    playerUpdateEveryMs: options.playerUpdateEveryMs ?? 5_000,
    sessions: new SessionBook(),
    gate: new Gate(),
    vitals: new Vitals(),
    fates: new Fates(),
    loads: new Loads(),
    planner: new RoutePlanner(),
    lyrics: { found: null },
    seen: { links: 0, resumes: 0, refusals: 0, requests: [] },
  };
  const links = new Links(ground);
  const rest = new Rest(ground);
  const port = new Port(
    { host: options.host ?? "127.0.0.1", port: options.port ?? 0 },
    {
      request: (request, response) => void rest.answer(request, response),
      upgrade: (request, socket, head) => void links.upgrade(request, socket, head),
    },
  );
  await port.open();
  const levers = createLevers(ground, links, port);
  return {
    ...levers,
    url: `http://${port.host}:${port.number}`,
    host: port.host,
    port: port.number,
    password: ground.password,
    seen: ground.seen,
    players: () =>
      [...ground.sessions].flatMap(({ players }) => [...players.values()].map((player) => player.toJSON())),
    close: levers.die,
  };
};
