import { z } from "zod";
import type { Clock, MonotonicMs } from "../clock.ts";
import { SignInFault } from "./fault.ts";
import type { UserGuild } from "./viewer.ts";

/** Discord sends no more servers than these (resources/user, Get Current User Guilds). */
const MAX_GUILDS = 200;
/** A wait that Discord asks for is borne while a browser waits, up to so long. */
const LONGEST_BORNE_MS = 3_000;
const PATIENCE_MS = 8_000;
/** Users whose waits are remembered. */
const MAX_WAITS = 10_000;

/** Administrator and Manage Server (topics/permissions). */
const MANAGES = 0x8n | 0x20n;

const snowflake = z.string().regex(/^\d{17,20}$/);

const userSchema = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().nullish(),
});

const guildsSchema = z
  .array(
    z.object({
      id: snowflake,
      name: z.string(),
      icon: z.string().nullish(),
      owner: z.boolean().default(false),
      /** A bit set in decimal digits; too large for a number. */
      permissions: z
        .string()
        .regex(/^\d{1,40}$/)
        .default("0"),
    }),
  )
  .max(MAX_GUILDS);

/** Who someone is at Discord. */
export interface DiscordUser {
  readonly id: string;
  readonly name: string;
  readonly avatar: string | null;
}

/** Reads from Discord who someone is and in which servers, sparing it: once at a time for each user. */
export class DiscordUsers {
  readonly #api: string;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  /** By user: what is being read. */
  readonly #underWay = new Map<string, Promise<readonly UserGuild[]>>();
  /** By user, or empty for all: until when Discord wants not to be asked. */
  readonly #waits = new Map<string, MonotonicMs>();

  constructor(parts: { readonly api: string; readonly fetch: typeof fetch; readonly clock: Clock }) {
    this.#api = parts.api;
    this.#fetch = parts.fetch;
    this.#clock = parts.clock;
  }

  /** @throws SignInFault */
  async user(token: string): Promise<DiscordUser> {
    const { id, username, global_name, avatar } = await this.#read("/users/@me", token, "", userSchema);
    return { id, name: global_name ?? username, avatar: avatar ?? null };
  }

  /** The servers that a user is in; who asks while they are being read gets the same answer. @throws SignInFault */
  guilds(userId: string, token: string): Promise<readonly UserGuild[]> {
    const known = this.#underWay.get(userId);
    if (known !== undefined) return known;
    const read = this.#read("/users/@me/guilds", token, userId, guildsSchema)
      .then((guilds) =>
        guilds.map(({ id, name, icon, owner, permissions }) => ({
          id,
          name,
          icon: icon ?? null,
          isManager: owner || (BigInt(permissions) & MANAGES) !== 0n,
        })),
      )
      .finally(() => this.#underWay.delete(userId));
    this.#underWay.set(userId, read);
    return read;
  }

  /** Why Discord will not tell the servers of a user now; null: it can be asked, or is borne with. */
  waitOf(userId: string): SignInFault | null {
    const waitMs = this.#waitMs(userId);
    return waitMs > LONGEST_BORNE_MS ? new SignInFault("busy", "waiting", waitMs) : null;
  }

  async #read<T>(path: string, token: string, userId: string, schema: z.ZodType<T>): Promise<T> {
    for (let isLast = false; ; isLast = true) {
      await this.#bear(userId);
      const response = await this.#ask(path, token);
      if (response.status === 429) {
        const fault = SignInFault.busy(response);
        const isForAll = response.headers.get("x-ratelimit-global") !== null;
        this.#remember(isForAll ? "" : userId, fault.waitMs);
        if (isLast || fault.waitMs > LONGEST_BORNE_MS) throw fault;
        continue;
      }
      if (!response.ok) throw new SignInFault("trouble", `${path} ${response.status}`);
      const parsed = schema.safeParse(await response.json().catch(() => null));
      if (!parsed.success) throw new SignInFault("trouble", `${path} made no sense`);
      return parsed.data;
    }
  }

  async #ask(path: string, token: string): Promise<Response> {
    try {
      return await this.#fetch(`${this.#api}${path}`, {
        headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      throw new SignInFault("trouble", error instanceof Error ? error.name : "unknown");
    }
  }

  /** Waits as long as Discord wants. @throws SignInFault `busy` where that is too long */
  #bear(userId: string): Promise<void> {
    const fault = this.waitOf(userId);
    if (fault !== null) return Promise.reject(fault);
    const waitMs = this.#waitMs(userId);
    return waitMs === 0 ? Promise.resolve() : new Promise((resolve) => this.#clock.after(waitMs, resolve));
  }

  #waitMs(userId: string): number {
    const now = this.#clock.monotonic();
    return Math.max(this.#waits.get("") ?? now, this.#waits.get(userId) ?? now, now) - now;
  }

  #remember(userId: string, waitMs: number): void {
    this.#waits.delete(userId);
    this.#waits.set(userId, this.#clock.monotonic() + waitMs);
    const [oldest] = this.#waits.keys();
    if (this.#waits.size > MAX_WAITS && oldest !== undefined) this.#waits.delete(oldest);
  }
}
