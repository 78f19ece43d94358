import type { EpochMs } from "../clock.ts";
import { inColumns } from "../columns.ts";
import type { Db } from "../db/open.ts";
import type { RandomBytes } from "../letters.ts";
import { CommandError, readCommand, type TokenCommand } from "./command.ts";
import { type KnownPlaces, wordsOfPlaces } from "./places.ts";
import { addSecret, insertToken, loadTokens, revokeToken } from "./store.ts";
import { hashOf, isGood, isUsable, MAX_SECRETS, makeTokenId, makeTokenText, type Token } from "./token.ts";

/** What a command has to say. */
export interface Said {
  /** For standard output: a secret or a list, and nothing else. */
  readonly out: string;
  /** For whoever looks on. */
  readonly remarks: readonly string[];
}

interface Room {
  readonly db: Db;
  readonly now: EpochMs;
  readonly random: RandomBytes;
  readonly known: KnownPlaces;
}

/**
 * Follows what stands after `token`.
 * @throws CommandError
 */
export const runTokenCommand = (args: readonly string[], room: Room): Said => {
  const command = readCommand(args, room.known);
  switch (command.verb) {
    case "create":
      return create(command, room);
    case "list":
      return { out: listed(loadTokens(room.db).tokens, room.now), remarks: [] };
    case "rotate":
      return rotate(command, room);
    case "revoke":
      return revoke(command, room);
    default:
      return command satisfies never;
  }
};

const SHOWN_ONCE = "This is shown once and kept nowhere; put it where the program finds its secrets.";

const create = (command: TokenCommand & { verb: "create" }, { db, now, random }: Room): Said => {
  const id = makeTokenId(random);
  const text = makeTokenText(id, random);
  const { scopes, clusters, pools, expiresInMs, label } = command;
  const expiresAt = expiresInMs === null ? null : now + expiresInMs;
  insertToken(db, { id, label, scopes, clusters, pools, createdAt: now, expiresAt }, hashOf(text));
  const what = `${id}: ${scopes.join(", ")} in ${wordsOfPlaces(command)}, ${endOf(expiresAt)}`;
  return { out: text, remarks: [what, SHOWN_ONCE] };
};

const rotate = ({ id, overlapMs }: TokenCommand & { verb: "rotate" }, { db, now, random }: Room): Said => {
  const token = find(db, id);
  if (!isUsable(token, now))
    throw new CommandError(`${id} is ${stateOf(token, now)}; create a new token instead`);
  const text = makeTokenText(id, random);
  const oldUntilAt = now + overlapMs;
  if (!addSecret(db, { tokenId: id, hash: hashOf(text), at: now, oldUntilAt })) {
    throw new CommandError(
      `${id} has ${MAX_SECRETS} good secrets already; wait until one has ended, or end them all with --overlap 0s`,
    );
  }
  const until = overlapMs === 0 ? "has ended" : `is good until ${instant(oldUntilAt)}`;
  return { out: text, remarks: [`${id}: what came before ${until}`, SHOWN_ONCE] };
};

const revoke = ({ id }: TokenCommand & { verb: "revoke" }, { db, now }: Room): Said => {
  const token = find(db, id);
  if (token.revokedAt !== null)
    return { out: "", remarks: [`${id} was revoked ${instant(token.revokedAt)}`] };
  revokeToken(db, id, now);
  return { out: "", remarks: [`${id} is revoked; a running server closes its links within a second`] };
};

const find = (db: Db, id: string): Token => {
  const token = loadTokens(db).tokens.find((one) => one.id === id);
  if (token === undefined) throw new CommandError(`there is no token ${id}; token list shows all`);
  return token;
};

/** Such as 2026-03-01 12:00:00Z. */
const instant = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")}Z`;

const endOf = (at: EpochMs | null): string => (at === null ? "does not expire" : `expires ${instant(at)}`);

const stateOf = (token: Token, now: EpochMs): string => {
  if (token.revokedAt !== null) return "revoked";
  if (!isUsable(token, now)) return "expired";
  const good = token.secrets.filter((secret) => isGood(secret, now));
  const [old] = good.flatMap(({ untilAt }) => untilAt ?? []).sort((a, b) => b - a);
  return old === undefined ? "good" : `good, old secret until ${instant(old)}`;
};

const HEAD = ["id", "label", "scopes", "clusters", "pools", "made", "expires", "last used", "state"];

const inList = (names: readonly string[] | null): string =>
  names === null ? "(all)" : names.join(",") || "-";

const listed = (tokens: readonly Token[], now: EpochMs): string => {
  if (tokens.length === 0) return "no tokens yet; token create makes one";
  const rows = tokens.map((token) => [
    token.id,
    token.label ?? "-",
    token.scopes.join(","),
    inList(token.clusters),
    inList(token.pools),
    instant(token.createdAt),
    token.expiresAt === null ? "never" : instant(token.expiresAt),
    token.lastUsedAt === null ? "never" : instant(token.lastUsedAt),
    stateOf(token, now),
  ]);
  return inColumns([HEAD, ...rows]);
};
