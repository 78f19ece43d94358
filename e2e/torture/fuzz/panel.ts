import type { MusicServerFrame } from "#protocol/music-link.ts";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import type { Answer } from "../../../server/music/asks.ts";
import { GUILD, snapshotLike } from "../../../server/music/test-bot.ts";
import { TestBrowser } from "../../../server/sessions/test-browser.ts";
import { FakeOAuth } from "../../fake-discord/oauth.ts";
import { oauthPerson } from "../../fake-discord/oauth-people.ts";
import { type House, PASSPHRASE } from "../holes/house.ts";

/** Where people are told that they reach the server; nothing more is done with it here. */
export const PANEL_ORIGIN = "http://127.0.0.1";
const SESSION = "__Host-shardlight";

/** Opens a fake of Discord, for a server that is to start. */
export const openDiscord = async (): Promise<FakeOAuth> => {
  const discord = await new FakeOAuth().open();
  discord.redirectUris.add(`${PANEL_ORIGIN}/auth/callback`);
  return discord;
};

const ALL = [
  "play",
  "skip",
  "volume",
  "seek",
  "loop",
  "clear",
  "remove",
  "move",
  "shuffle",
  "pause",
] as const;

/** Lets everyone do everything, and does nothing. */
const answerTo = (frame: MusicServerFrame): Answer | null => {
  if (frame.type === "guilds") return { kind: "guilds", guildIds: frame.guildIds };
  if (frame.type === "roles") return { kind: "roles", roleIds: [] };
  if (frame.type !== "ask") return null;
  switch (frame.ask.kind) {
    case "watch":
      return {
        kind: "seen",
        at: 0,
        player: snapshotLike(),
        may: [...ALL],
        isVoter: false,
        isManager: true,
      };
    case "lookup":
      return { kind: "found", found: {} };
    case "command":
      return { kind: "result", result: { outcome: "done", message: "done", rev: 1 } };
    default:
      return frame.ask satisfies never;
  }
};

/** A bot with a player, and people who are signed in. */
export interface FuzzPanel {
  readonly guild: string;
  /** The session of the person of each lane. */
  cookieOf(lane: number): string;
}

/** Has a bot come, and so many people sign in. */
export const openPanel = async (
  { server: { url } }: House,
  discord: FakeOAuth,
  people: number,
): Promise<FuzzPanel> => {
  const link = await dialLink(url, { authorization: PASSPHRASE });
  link.send(hello(`panel-${Date.now()}`, { cluster: "panel", shardCount: 2, shardIds: [0, 1] }));
  await link.next();
  link.send({ type: "players", adapter: "test 1" });
  const listen = async (): Promise<never> => {
    for (;;) {
      const frame = await link.next();
      const answer = "id" in frame ? answerTo(frame as MusicServerFrame) : null;
      if (answer !== null && "id" in frame) link.send({ type: "answer", id: frame.id, answer });
    }
  };
  void listen();
  const app = {
    request: ({ pathname, search }: URL, init: RequestInit) =>
      fetch(new URL(`${pathname}${search}`, url), { ...init, redirect: "manual" }),
  };
  const cookies: string[] = [];
  const guild = { id: GUILD, name: "ware", icon: null, owner: false, permissions: "0" };
  for (let lane = 0; lane < people; lane += 1) {
    discord.person = oauthPerson({ id: String(100_000_000_000_000_000n + BigInt(lane)), guilds: [guild] });
    const browser = new TestBrowser(app, PANEL_ORIGIN);
    await browser.signIn();
    cookies.push(`${SESSION}=${browser.cookies.get(SESSION)}`);
  }
  return { guild: GUILD, cookieOf: (lane) => cookies[lane % cookies.length] ?? "" };
};
