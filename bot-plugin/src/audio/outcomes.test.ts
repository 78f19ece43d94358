import { expect, test } from "vitest";
import { outcomesBySourceSchema } from "../protocol/audio-link.ts";
import { Outcomes } from "./outcomes.ts";

const at = (...acts: ((outcomes: Outcomes) => void)[]) => {
  const outcomes = new Outcomes();
  for (const act of acts) act(outcomes);
  return outcomes;
};
const start =
  (guildId: string, now = 0, source = "youtube") =>
  (outcomes: Outcomes) =>
    outcomes.started(guildId, source, now);
const fail =
  (guildId: string | null, text = "403") =>
  (outcomes: Outcomes) =>
    outcomes.failed(guildId, "youtube", text);
const end = (guildId: string, reason: string) => (outcomes: Outcomes) => outcomes.ended(guildId, reason);
const ok = (count: number) => ({ youtube: { ok: count, failed: [] } });

test.each<[string, Outcomes, number, unknown]>([
  ["nothing is nothing", at(), 0, null],
  ["a start alone says nothing yet", at(start("1")), 9_999, null],
  ["a start that has not failed for 10 s is good", at(start("1")), 10_000, ok(1)],
  [
    "a start that fails is no good one",
    at(start("1"), fail("1")),
    60_000,
    { youtube: { ok: 0, failed: [{ text: "403", count: 1, guilds: ["1"] }] } },
  ],
  [
    "a failure without a start counts",
    at(fail("1")),
    0,
    { youtube: { ok: 0, failed: [{ text: "403", count: 1, guilds: ["1"] }] } },
  ],
  [
    "a failure of another guild leaves a start alone",
    at(start("1"), fail("2")),
    10_000,
    { youtube: { ok: 1, failed: [{ text: "403", count: 1, guilds: ["2"] }] } },
  ],
  [
    "a load that failed has no guild",
    at(fail(null), fail(null)),
    0,
    { youtube: { ok: 0, failed: [{ text: "403", count: 2, guilds: [] }] } },
  ],
  ["a track that was heard to its end is good at once", at(start("1"), end("1", "finished")), 0, ok(1)],
  ["one that was skipped is good", at(start("1"), end("1", "stopped")), 0, ok(1)],
  ["the next start says that the one before was replaced", at(start("1"), start("1", 5)), 5, ok(1)],
  ["one that could not be loaded is not good", at(start("1"), end("1", "loadFailed")), 60_000, null],
  ["one that ended with its node says nothing", at(start("1"), end("1", "cleanup")), 60_000, null],
  [
    "a lost connection leaves nothing to wait for",
    at(start("1"), (outcomes) => outcomes.lost()),
    60_000,
    null,
  ],
  ["a source that the wire would not take is left out", at(start("1", 0, "a b")), 60_000, null],
])("%s", (_, outcomes, now, expected) => {
  expect(outcomes.take(now)).toEqual(expected);
});

test("what was taken is not told again", () => {
  const outcomes = at(fail("1"), start("2"));
  expect(outcomes.take(0)).not.toBeNull();
  expect(outcomes.take(9_999)).toBeNull();
  expect(outcomes.take(10_000)).toEqual(ok(1));
});

test("alike failures are counted, with eight of their guilds", () => {
  const outcomes = at(...Array.from({ length: 50 }, (_, place) => fail(String(place))));
  const [failure] = outcomes.take(0)?.["youtube"]?.failed ?? [];
  expect(failure).toMatchObject({ text: "403", count: 50 });
  expect(failure?.guilds).toHaveLength(8);
});

test("whatever is met, the word fits the wire", () => {
  const outcomes = new Outcomes();
  for (let place = 0; place < 100_000; place += 1) {
    outcomes.started(`g${place}`, `source-${place % 100}`, 0);
    outcomes.failed(String(place), `source-${place % 90}`, `text ${place}`);
  }
  const taken = outcomes.take(60_000);
  expect(outcomesBySourceSchema.safeParse(taken).success).toBe(true);
  expect(Object.keys(taken ?? {})).toHaveLength(32);
});
