import { snowflakeSchema } from "../protocol/music.ts";
import { plainText } from "./plain-text.ts";
import { read } from "./read.ts";

/** Longest name that a snapshot takes. */
const MAX_NAME_CHARS = 300;
/** Where people have their names, that of the server first. */
const NAMES = ["displayName", "nickname", "globalName", "username", "name", "tag"];

/** A person, as snapshots name them. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Whom a bot marked a track with: a user, a member, an id or anything else; null where that tells nobody. */
export const personOf = (marked: unknown): Person | null => {
  const user = read(marked, "user");
  const id = idOf(marked) ?? idOf(read(marked, "id")) ?? idOf(read(user, "id")) ?? idOf(user);
  if (id === null) return null;
  const names = [marked, user].flatMap((one) =>
    NAMES.map((field) => plainText(read(one, field), MAX_NAME_CHARS)),
  );
  return { id, name: names.find((name) => name !== "") ?? id };
};

const idOf = (value: unknown): string | null => {
  const text = typeof value === "bigint" ? String(value) : value;
  const parsed = snowflakeSchema.safeParse(text);
  return parsed.success ? parsed.data : null;
};
