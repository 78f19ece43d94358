import { beforeEach, expect, test, vi } from "vitest";
import type { NodeDetail } from "#protocol/audio-view.ts";
import { NodeHours } from "./node-hours.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const ids = Array.from({ length: 9 }, (_, i) => `node-${i}`);

/** A server that counts what it is asked, and answers when it is told to. */
let asked: string[];
let waiting: (() => void)[];
let isAway: boolean;
beforeEach(() => {
  asked = [];
  waiting = [];
  isAway = false;
});
const askFor = (id: string): Promise<NodeDetail> => {
  asked.push(id);
  return new Promise((resolve, reject) => {
    const detail = { node: { id, pool: "main" }, hour: { until: NOON, load: [null, 0.1, 0.2] } };
    waiting.push(() => (isAway ? reject(new Error("away")) : resolve(detail)));
  });
};
const answer = () => {
  for (const each of waiting.splice(0)) each();
};

test("the hour of a node is asked for once, and goes on with what the feed tells", async () => {
  const hours = new NodeHours(askFor, () => {});
  hours.want(["a"]);
  answer();
  await vi.waitFor(() => expect(hours.hour("a")?.load).toEqual([null, 0.1, 0.2]));
  hours.hear([{ id: "a", pool: "main", load: 0.9 }], NOON + 60_000);
  expect(hours.hour("a")?.load).toEqual([0.1, 0.2, 0.9]);
  hours.want(["a"]);
  expect(asked).toEqual(["a"]);
});

test("many are asked for four at a time", async () => {
  const hours = new NodeHours(askFor, () => {});
  hours.want(ids);
  for (const count of [4, 8, 9]) {
    await vi.waitFor(() => expect(asked).toHaveLength(count));
    answer();
  }
  await vi.waitFor(() => expect(ids.every((id) => hours.hour(id) !== null)).toBe(true));
});

test("an answer that did not come is known, and asked for again only after a while", async () => {
  isAway = true;
  const hours = new NodeHours(askFor, () => {});
  expect(hours.isUnanswered("a")).toBe(false);
  hours.want(["a"]);
  answer();
  await vi.waitFor(() => expect(hours.isUnanswered("a")).toBe(true));
  hours.want(["a"]);
  expect(asked).toEqual(["a"]);
});

test("what is out of date is asked for anew, and shown until it comes", async () => {
  const hours = new NodeHours(askFor, () => {});
  hours.want(["a"]);
  answer();
  await vi.waitFor(() => expect(hours.hour("a")).not.toBeNull());
  hours.forget("a");
  expect(hours.hour("a")).not.toBeNull();
  hours.want(["a"]);
  hours.want(["a"]);
  expect(asked).toEqual(["a", "a"]);
  expect(hours.detail("a")?.node.id).toBe("a");
  hours.hear([], NOON);
  expect(hours.hour("a")).toBeNull();
});
