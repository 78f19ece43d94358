import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import type { Gateway } from "./gateway.ts";
import { APPLICATION } from "./users.ts";

/** What a bot answered to a command. */
export interface CommandAnswer {
  readonly type: number;
  readonly data: { readonly content: string; readonly flags?: number; readonly allowed_mentions?: object };
}

/** Who uses commands. */
export interface CommandUser {
  readonly id: string;
  readonly username: string;
}

const USER: CommandUser = { id: "81384788765712384", username: "someone" };

/** Slash commands: their registration, people who use them, and the bot's answers. */
export class Interactions {
  /** As they were registered. */
  readonly registered: Readonly<Record<string, unknown>>[] = [];
  readonly #waiting = new Map<string, (answer: CommandAnswer) => void>();
  #used = 0n;

  /**
   * Someone uses a command, which Discord sends over this shard; resolves with the bot's answer.
   * @param guildId null: in a direct message
   */
  use(
    gateway: Gateway,
    shardId: number,
    name: string,
    guildId: string | null,
    its: CommandUser = USER,
  ): Promise<CommandAnswer> {
    const user = { ...its, discriminator: "0", avatar: null };
    this.#used += 1n;
    const id = String(1_390_000_000_000_000_000n + this.#used);
    const answered = new Promise<CommandAnswer>((resolve) => this.#waiting.set(id, resolve));
    const connection = [...gateway.connections].find(({ session }) => session?.shardId === shardId);
    if (connection === undefined) throw new Error(`shard ${shardId} is not logged in`);
    connection.dispatch("INTERACTION_CREATE", {
      id,
      application_id: APPLICATION.id,
      type: 2,
      token: `token-${id}`,
      version: 1,
      data: { id: "1390000000000000000", name, type: 1 },
      channel_id: "1391000000000000000",
      channel: { id: "1391000000000000000", type: guildId === null ? 1 : 0 },
      locale: "en-GB",
      entitlements: [],
      attachment_size_limit: 10_485_760,
      authorizing_integration_owners: {},
      context: guildId === null ? 1 : 0,
      ...(guildId === null
        ? { user }
        : { guild_id: guildId, member: { user, roles: [], permissions: "0", joined_at: null } }),
    });
    return answered;
  }

  /** Answers the REST routes of commands; false where it is none of them. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const [, id = ""] = /^\/interactions\/(\d+)\/[\w-]+\/callback$/.exec(path) ?? [];
    if (request.method === "POST" && this.#waiting.has(id)) {
      void json(request).then((body) => {
        this.#waiting.get(id)?.(body as CommandAnswer);
        this.#waiting.delete(id);
        response.writeHead(204).end();
      });
      return true;
    }
    if (request.method === "POST" && path === `/applications/${APPLICATION.id}/commands`) {
      void json(request).then((body) => {
        const command = body as Readonly<Record<string, unknown>>;
        this.registered.push(command);
        const ids = { id: "1390000000000000000", application_id: APPLICATION.id, version: "1" };
        response.writeHead(201, { "content-type": "application/json" });
        response.end(JSON.stringify({ ...command, ...ids }));
      });
      return true;
    }
    return false;
  }
}
