import { Readable } from "node:stream";
import type { MusicServerFrame } from "#protocol/music-link.ts";
import type { Open } from "../db/access.ts";
import { hashOf } from "../sessions/secret.ts";
import type { SessionService } from "../sessions/service.ts";
import type { Session } from "../sessions/session.ts";
import { saveSession } from "../sessions/store.ts";
import { createTestClock } from "../test-clock.ts";
import { createTestServer, openTestDatabase } from "../test-server.ts";
import type { Answer } from "./asks.ts";
import type { MusicService } from "./service.ts";
import { comeTo, GUILD, OTHER_GUILD, seen, snapshotLike } from "./test-bot.ts";

export const ORIGIN = "http://localhost";

/** Someone who is signed in, and comes with a cookie of their own. */
const person = (userId: string, guildIds: readonly string[] = [GUILD]) => ({
  userId,
  secret: userId.padEnd(43, "x"),
  guilds: guildIds.map((id) => ({ id, name: `server ${id}`, icon: "a_0123456789abcdef", isManager: false })),
});

/** The people of the tests. */
export const PEOPLE = {
  member: person("100000000000000001"),
  stranger: person("100000000000000002", [OTHER_GUILD]),
  listener: person("100000000000000003"),
  dj: person("100000000000000004"),
  manager: person("100000000000000005"),
  staff: person("100000000000000006", []),
  revoked: person("100000000000000007"),
} as const;

const everyone = Object.values(PEOPLE);

export const cookieOf = (who: string) => {
  const secret = everyone.find(({ userId }) => userId === who)?.secret ?? "";
  return { cookie: `__Host-shardlight=${secret}`, origin: ORIGIN };
};

/** What the bot of the tests lets them do. */
const MAY = {
  [PEOPLE.member.userId]: [],
  [PEOPLE.listener.userId]: ["play", "skip"],
  [PEOPLE.dj.userId]: ["play", "skip", "volume", "clear"],
  [PEOPLE.manager.userId]: ["play", "skip", "volume", "clear"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A bot that knows the people of the tests, and decides as a bot would. */
export const judge =
  (player = snapshotLike()) =>
  (frame: MusicServerFrame): Answer | null => {
    if (frame.type === "guilds")
      return { kind: "guilds", guildIds: frame.guildIds.filter((id) => id === GUILD || id === OTHER_GUILD) };
    if (frame.type !== "ask") return null;
    const may = MAY[frame.actor.userId];
    const refused = (message: string): Answer => ({
      kind: "result",
      result: { outcome: "refused", message, rev: null },
    });
    if (may === undefined || frame.guildId !== GUILD) return refused("you are not a member of this server");
    const { ask } = frame;
    switch (ask.kind) {
      case "watch": {
        const sight = seen(player);
        const isManager = frame.actor.userId === PEOPLE.manager.userId;
        return sight.kind === "seen" ? { ...sight, may: [...may], isManager } : null;
      }
      case "lookup":
        return { kind: "found", found: { tracks: [] } };
      case "command":
        return may.some((action) => action === ask.command.action)
          ? { kind: "result", result: { outcome: "done", message: "done", rev: player.rev + 1 } }
          : refused("join the voice channel first");
      default:
        return ask satisfies never;
    }
  };

const sessionOf = ({ userId, secret, guilds }: ReturnType<typeof person>, at: number): Session => ({
  hash: hashOf(secret),
  userId,
  name: `person ${userId}`,
  avatar: null,
  via: "oauth",
  createdAt: at,
  seenAt: at,
  guilds: JSON.stringify(guilds),
  guildsAt: at,
  cluster: null,
});

type Given = NonNullable<Parameters<typeof createTestServer>[1]>;

/** What a server is made with, so that the people of the tests are signed in. */
export const withPeople = (env: Record<string, string> = {}, given: Given = {}) => {
  const clock = given.clock ?? createTestClock();
  const open = given.open ?? (() => openTestDatabase(":memory:"));
  const openWithPeople: Open = (...how) => {
    const connection = open(...how);
    for (const session of everyone) saveSession(connection.db, sessionOf(session, clock.wall()));
    return connection;
  };
  return [
    { PUBLIC_URL: ORIGIN, STAFF: PEOPLE.staff.userId, ...env },
    { ...given, clock, open: openWithPeople },
  ] as const;
};

/** A bot process that has players comes to a server. */
export const arriveAt = (
  { music }: { readonly music: MusicService },
  answer: (frame: MusicServerFrame) => Answer | null = judge(),
  of: Parameters<typeof comeTo>[2] = {},
) => comeTo(music.desk, answer, of);

/** Ends someone's session. */
export const signOut = ({ sessions }: { readonly sessions: SessionService }, who: string) => {
  const headers = new Headers(cookieOf(who));
  const header = (name: string) => headers.get(name) ?? undefined;
  return sessions.signOut({ header, url: ORIGIN, remoteAddress: undefined }, "here");
};

/** The server without its socket, with people who are signed in. */
export const createPlayerServer = (
  { remoteAddress = () => "127.0.0.1", ...given }: Given & { readonly remoteAddress?: () => string } = {},
  env: Record<string, string> = {},
) => {
  const server = createTestServer(...withPeople(env, given));
  return {
    ...server,
    arrive: (...how: Parameters<typeof arriveAt> extends [unknown, ...infer Rest] ? Rest : never) =>
      arriveAt(server, ...how),
    /** Asks as someone: a Discord ID for a cookie with the page's own origin, else a key. */
    ask: async (
      who: string | null,
      method: string,
      path: string,
      body?: object,
      headers: Record<string, string> = {},
    ) => {
      const isKey = who?.startsWith("slk_") ?? false;
      const sent = Readable.from(body === undefined ? [] : [Buffer.from(JSON.stringify(body))]);
      const incoming = Object.assign(sent, { socket: { remoteAddress: remoteAddress() } });
      const identity = isKey ? { authorization: `Bearer ${who}` } : cookieOf(who ?? "");
      const response = await server.app.request(
        path,
        { method, headers: { ...(who !== null && identity), ...headers } },
        { incoming },
      );
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? null : JSON.parse(text),
      };
    },
  };
};
