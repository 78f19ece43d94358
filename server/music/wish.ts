import { randomUUID } from "node:crypto";
import { type Command, type CommandResult, commandSchema, type Outcome } from "#protocol/music.ts";
import { askIdSchema } from "#protocol/music-link.ts";
import { wishSchema } from "#protocol/music-view.ts";
import { AppError } from "../errors.ts";
import { check } from "../http/body.ts";
import type { Viewer } from "../sessions/viewer.ts";
import type { MusicService, Place } from "./service.ts";
import type { Sights } from "./sights.ts";
import type { Watching } from "./watching.ts";

/** A command with its id, and what its actor saw when they wished for it. */
export interface Wish {
  readonly id: string;
  readonly command: Command;
  readonly seenRev: number | null;
}

/** How each outcome is answered over HTTP. */
export const STATUS_OF_OUTCOME = {
  done: 200,
  refused: 409,
  expired: 409,
  unknown: 409,
  failed: 502,
  away: 503,
} as const satisfies Record<Outcome, number>;

/**
 * Reads a wish from what was sent.
 * @param sent fields of the command without its action, `id` and `seenRev`
 * @param key the header `Idempotency-Key`
 * @throws AppError `invalid`
 */
export const wishOf = (action: string, sent: unknown, key?: string): Wish => {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent))
    throw new AppError("invalid", "the body must be a JSON object");
  if ("action" in sent) throw new AppError("invalid", "the path names the action; leave it out of the body");
  const { id, seenRev, ...fields } = Object.fromEntries(Object.entries(sent));
  const own = check(wishSchema, { id, seenRev });
  const command = check(commandSchema, { ...fields, action });
  const header = key === undefined ? undefined : check(askIdSchema, key);
  if (header !== undefined && own.id !== undefined && header !== own.id)
    throw new AppError("invalid", "Idempotency-Key and id differ; send one of them");
  return { id: header ?? own.id ?? randomUUID(), command, seenRev: own.seenRev ?? null };
};

/** Has a wish done, and its actor told of what they may do where the bot said no. */
export const carryOut = async (
  parts: { readonly music: MusicService; readonly sights: Sights; readonly watching: Watching },
  who: { readonly viewer: Viewer; readonly place: Place },
  wish: Wish,
): Promise<CommandResult & { readonly id: string }> => {
  const result = await parts.music.command(who.viewer.actor, who.place, wish);
  parts.sights.forget(who.place);
  if (result.outcome === "refused") parts.watching.refused(who.viewer, who.place);
  return { id: wish.id, ...result };
};
