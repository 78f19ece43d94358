import { WebSocket } from "ws";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { oauthPerson } from "../fake-discord/oauth-people.ts";
import type { startSignIn } from "../sign-in/ground.ts";
import { signInOverHttp } from "../sign-in/over-http.ts";
import { Inbox } from "../support/inbox.ts";
import { openSse } from "../support/sse.ts";

/** The servers that the bot is in; the music plays in the first. */
export const GUILDS = guildIdsOf(0, 1, 3);
export const [GUILD = ""] = GUILDS;

/** The Discord ID of the n-th guest. */
export const guestId = (number: number): string => String(80_351_110_224_679_000n + BigInt(number));

/** Someone's account at Discord, in servers of these names; the first is that of the music. */
export const accountOf = (id: string, name: string, guildNames: readonly string[] = ["Tea house"]) =>
  oauthPerson({
    ...{ id, username: "guest", global_name: name, avatar: null },
    guilds: guildNames.map((its, place) => ({
      ...{ id: GUILDS[place] ?? "", name: its },
      ...{ icon: null, owner: false, permissions: "0" },
    })),
  });

/** What a route answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly body: any;
}

/** What came over a WebSocket. */
export interface GuestFrame {
  readonly event: string;
  readonly seq?: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly data: any;
}

/** One WebSocket of a guest. */
export interface GuestSocket {
  readonly frames: Inbox<GuestFrame>;
  readonly raw: WebSocket;
  send(frame: object): void;
}

/** Someone who is signed in, without a browser. */
export class Guest {
  readonly id: string;
  readonly #url: string;
  readonly #cookie: string;
  readonly #ends: (() => void)[] = [];

  constructor(id: string, url: string, cookie: string) {
    this.id = id;
    this.#url = url;
    this.#cookie = cookie;
  }

  /** As their browser sends them. */
  get headers(): Record<string, string> {
    return { Cookie: this.#cookie, Origin: this.#url };
  }

  /** Has the player do something. */
  wish(action: string, body: object = {}): Promise<Answered> {
    return this.#ask("POST", `/api/servers/${GUILD}/${action}?cluster=main`, body);
  }

  /** Reads something of the player, such as `status`. */
  read(what: string): Promise<Answered> {
    const mark = what.includes("?") ? "&" : "?";
    return this.#ask("GET", `/api/servers/${GUILD}/${what}${mark}cluster=main`);
  }

  /** Reads any path. */
  get(path: string): Promise<Answered> {
    return this.#ask("GET", path);
  }

  /** Writes to any path. */
  post(path: string, body: object): Promise<Answered> {
    return this.#ask("POST", path, body);
  }

  /** Opens a stream of the player. */
  async watch() {
    const stream = await openSse(`${this.#url}/api/servers/${GUILD}/events?cluster=main`, {
      headers: this.headers,
    });
    this.#ends.push(stream.close);
    return stream;
  }

  /** Opens a WebSocket of the player; resolves once it is open. */
  async dial(): Promise<GuestSocket> {
    const raw = new WebSocket(`${this.#url.replace("http", "ws")}/ws/${GUILD}?cluster=main`, {
      headers: this.headers,
    });
    const frames: GuestSocket["frames"] = new Inbox();
    raw.on("message", (data) => frames.push(JSON.parse(String(data))));
    raw.on("close", () => frames.end());
    await new Promise((resolve, reject) => raw.once("open", resolve).once("error", reject));
    raw.on("error", () => {});
    this.#ends.push(() => raw.terminate());
    return { frames, raw, send: (frame) => raw.send(JSON.stringify(frame)) };
  }

  /** Closes all that they have open. */
  leave(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  async #ask(method: string, path: string, body?: object): Promise<Answered> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { ...this.headers, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) };
  }
}

/** Lets someone sign in. */
export const comeIn = async (
  ground: Awaited<ReturnType<typeof startSignIn>>,
  number: number,
  guildNames?: readonly string[],
): Promise<Guest> => {
  const id = guestId(number);
  const account = accountOf(id, `guest ${number}`, guildNames);
  return new Guest(id, ground.url, await signInOverHttp(ground, account));
};
