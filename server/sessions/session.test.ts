import { expect, test } from "vitest";
import { crowdedOut, MAX_LINKED_SESSIONS, MAX_SESSIONS, type Session } from "./session.ts";

const session = (place: number, more: Partial<Session> = {}): Session => ({
  hash: String(place),
  userId: String(place),
  name: "x",
  avatar: null,
  via: "oauth",
  createdAt: 0,
  seenAt: place,
  guilds: "[]",
  guildsAt: 0,
  cluster: null,
  ...more,
});
const many = (count: number, more: Partial<Session> = {}) =>
  Array.from({ length: count }, (_, place) => session(place, more));
const hashes = (sessions: readonly Session[]) => sessions.map(({ hash }) => hash);

test("of one person, who has ten, the one that was used longest ago makes room", () => {
  const own = many(10, { userId: "u" });
  expect(hashes(crowdedOut([...own.reverse(), session(100)], session(11, { userId: "u" })))).toEqual(["0"]);
  expect(crowdedOut(own.slice(1), session(11, { userId: "u" }))).toEqual([]);
});

test("of all people, once there are ten thousand, likewise", () => {
  expect(hashes(crowdedOut(many(MAX_SESSIONS), session(1)))).toEqual(["0"]);
});

test("whom one bot lets in takes room from none but whom it let in before", () => {
  const others = [session(0), session(1, { via: "link", cluster: "main" })];
  const linked = many(MAX_LINKED_SESSIONS, { via: "link", cluster: "patron_1" }).map((one, place) => ({
    ...one,
    hash: `linked ${place}`,
    seenAt: 10 + place,
  }));
  const made = session(5_000, { via: "link", cluster: "patron_1" });
  expect(hashes(crowdedOut([...others, ...linked], made))).toEqual(["linked 0"]);
  expect(crowdedOut([...others, ...linked], session(5_000))).toEqual([]);
});
