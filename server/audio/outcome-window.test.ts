import fc from "fast-check";
import { expect, test } from "vitest";
import { OutcomeWindow } from "./outcome-window.ts";

const WINDOW_MS = 600_000;
const NOTHING = { ok: 0, refused: 0, misconfigured: 0, other: 0, blockedGuilds: 0, sample: null };
const failed = (text: string, count = 1, guilds: string[] = []) => ({ text, count, guilds });

test("what was met is counted by whose fault it was", () => {
  const window = new OutcomeWindow(WINDOW_MS);
  window.add(0, "youtube", {
    ok: 4,
    failed: [
      failed("Please sign in", 3, ["1", "2"]),
      failed("response: 429", 2, ["3"]),
      failed("BindException", 5),
      failed("This is a private video.", 7, ["4"]),
      failed("Read timed out", 1),
    ],
  });
  window.add(1_000, "soundcloud", { ok: 1, failed: [] });
  expect(window.tally("youtube", 1_000)).toEqual({
    ok: 4,
    refused: 5,
    misconfigured: 5,
    other: 8,
    blockedGuilds: 2,
    sample: "BindException",
  });
  expect(window.tally("soundcloud", 1_000)).toEqual({ ...NOTHING, ok: 1 });
  expect(window.tally("vimeo", 1_000)).toEqual(NOTHING);
  expect(window.sources()).toEqual(["youtube", "soundcloud"]);
});

test("what is older than the window no longer counts, but its sample stays", () => {
  const window = new OutcomeWindow(WINDOW_MS);
  window.add(0, "youtube", { ok: 1, failed: [failed("Please sign in", 2, ["1"])] });
  window.add(300_000, "youtube", { ok: 10, failed: [failed("Please sign in", 20, ["2"])] });
  expect(window.tally("youtube", 599_999)).toMatchObject({ ok: 11, refused: 22, blockedGuilds: 2 });
  expect(window.tally("youtube", 600_000)).toMatchObject({ ok: 10, refused: 20, blockedGuilds: 1 });
  expect(window.tally("youtube", 900_000)).toEqual({ ...NOTHING, sample: "Please sign in" });
  window.add(900_000, "youtube", { ok: 3, failed: [] });
  expect(window.tally("youtube", 900_000)).toMatchObject({ ok: 3, refused: 0 });
});

test("a guild that is blocked again and again is one guild", () => {
  const window = new OutcomeWindow(WINDOW_MS);
  for (const at of [0, 100_000, 550_000]) {
    window.add(at, "youtube", { ok: 0, failed: [failed("Please sign in", 1, ["1", "1"])] });
  }
  expect(window.tally("youtube", 550_000).blockedGuilds).toBe(1);
  expect(window.tally("youtube", 1_100_000).blockedGuilds).toBe(1);
});

test("the sample is the line that says why, cut short", () => {
  const window = new OutcomeWindow(WINDOW_MS);
  const text = `All clients failed to load the item.\nClient [IOS] failed: x\nClient [WEB] failed: Please sign in${"!".repeat(500)}`;
  window.add(0, "youtube", { ok: 0, failed: [failed(text)] });
  const { sample } = window.tally("youtube", 0);
  expect(sample?.startsWith("Client [WEB] failed: Please sign in!")).toBe(true);
  expect(sample).toHaveLength(200);
});

test("a source beyond the 32nd takes the place of the one heard longest ago", () => {
  const window = new OutcomeWindow(WINDOW_MS);
  for (let index = 0; index < 32; index += 1) window.add(0, `source${index}`, { ok: 1, failed: [] });
  window.add(1, "source0", { ok: 1, failed: [] });
  window.add(2, "new", { ok: 1, failed: [] });
  expect(window.sources()).toHaveLength(32);
  expect(window.sources()).not.toContain("source1");
  expect(window.tally("source0", 2).ok).toBe(2);
  expect(window.tally("new", 2).ok).toBe(1);
});

test("no more than 64 guilds are remembered", () => {
  const window = new OutcomeWindow(WINDOW_MS);
  for (let index = 0; index < 1_000; index += 1) {
    window.add(index, "youtube", { ok: 0, failed: [failed("Please sign in", 1, [String(index)])] });
  }
  expect(window.tally("youtube", 1_000)).toMatchObject({ refused: 1_000, blockedGuilds: 64 });
});

test("nothing is lost or made up within one window", () => {
  const word = fc.record({
    at: fc.integer({ min: 0, max: WINDOW_MS - 1 }),
    ok: fc.nat(100),
    refused: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const window = new OutcomeWindow(WINDOW_MS);
      for (const { at, ok, refused } of words.sort((a, b) => a.at - b.at)) {
        window.add(at, "youtube", { ok, failed: [failed("Please sign in", refused)] });
      }
      const tally = window.tally("youtube", WINDOW_MS - 1);
      expect(tally.ok).toBe(words.reduce((sum, { ok }) => sum + ok, 0));
      expect(tally.refused).toBe(words.reduce((sum, { refused }) => sum + refused, 0));
    }),
  );
});
