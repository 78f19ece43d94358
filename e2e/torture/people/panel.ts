import type { MusicServerFrame } from "#protocol/music-link.ts";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import type { Answer as BotAnswer } from "../../../server/music/asks.ts";
import { judge, PEOPLE } from "../../../server/music/test-people.ts";
import { APP_OVER_SOCKET, TestBrowser } from "../../../server/sessions/test-browser.ts";
import { oauthPerson } from "../../fake-discord/oauth-people.ts";
import { startSignIn } from "../../sign-in/ground.ts";
import { type Answer, ask, type Question } from "../../support/http.ts";

export type PersonName = keyof typeof PEOPLE;

const PASSPHRASE = "the-passphrase-of-this-panel-4711";

/** A bot process over a real link. */
export interface PanelBot {
  readonly link: Awaited<ReturnType<typeof dialLink>>;
  /** All that it was asked. */
  readonly frames: MusicServerFrame[];
  send(frame: object): void;
  /** A one-time link. */
  invite(invited: { readonly userId: string; readonly guildId: string }): Promise<string>;
}

/** A bot that has players, and answers as it is told to. */
export const startPanelBot = async (
  url: string,
  answer: (frame: MusicServerFrame) => BotAnswer | null = judge(),
  more: object = {},
): Promise<PanelBot> => {
  const link = await dialLink(url, { authorization: PASSPHRASE });
  const frames: MusicServerFrame[] = [];
  const invited = new Map<string, (url: string) => void>();
  link.send(hello("a-boot", { shardCount: 2, shardIds: [0, 1], ...more }));
  await link.next();
  link.send({ type: "players", adapter: "test 1" });
  const listen = async (): Promise<never> => {
    for (;;) {
      const frame = await link.next();
      if (frame.type === "invited") invited.get(frame.id)?.(frame.url ?? frame.message ?? "");
      if (
        frame.type !== "ask" &&
        frame.type !== "guilds" &&
        frame.type !== "roles" &&
        frame.type !== "unwatch"
      )
        continue;
      frames.push(frame);
      const its = answer(frame);
      if (its !== null && "id" in frame) link.send({ type: "answer", id: frame.id, answer: its });
    }
  };
  void listen();
  return {
    link,
    frames,
    send: link.send,
    invite: ({ userId, guildId }) =>
      new Promise((resolve) => {
        const id = String(invited.size);
        invited.set(id, resolve);
        link.send({ type: "invite", id, userId, name: "x", guildId, guildName: "x" });
      }),
  };
};

/** The built server with which people sign in, and a bot of the cluster `main`. */
export const openPanel = async (env: Record<string, string> = {}) => {
  const ground = await startSignIn({
    CLUSTERS: "main:2;patron_1:2",
    PASSPHRASE,
    STAFF: PEOPLE.staff.userId,
    ...env,
  });
  const bot = await startPanelBot(ground.server.url);
  const { url } = ground;
  return {
    ...ground,
    bot,
    /** Signs someone in; the headers of what a page of the server sends for them. */
    come: async (name: PersonName) => {
      const { userId: id, guilds } = PEOPLE[name];
      const plain = { owner: false, permissions: "0" };
      ground.discord.person = oauthPerson({ id, guilds: guilds.map((guild) => ({ ...guild, ...plain })) });
      const browser = new TestBrowser(APP_OVER_SOCKET, url);
      await browser.signIn();
      const cookie = `__Host-shardlight=${browser.cookies.get("__Host-shardlight")}`;
      return { cookie, origin: url };
    },
    ask: (path: string, question: Question = {}): Promise<Answer> => ask(url, path, question),
    close: async () => {
      bot.link.socket.terminate();
      await ground.close();
    },
  };
};

export type Panel = Awaited<ReturnType<typeof openPanel>>;
