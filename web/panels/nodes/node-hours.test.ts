import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NodeHours } from "./node-hours.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const detail = (id: string) => ({
  node: { id, pool: "main" },
  hour: { until: NOON, load: [null, 0.1, 0.2] },
});
const ids = Array.from({ length: 9 }, (_, i) => `node-${i}`);

let asked: string[];
let waiting: { readonly id: string; readonly response: ServerResponse }[];
let status: number;
let answersAtOnce: boolean;
const server = createServer((request, response) => {
  const id = request.url?.split("/").at(-1) ?? "";
  asked.push(id);
  waiting.push({ id, response });
  if (answersAtOnce) answerAll();
});
const answerAll = () => {
  for (const { id, response } of waiting.splice(0))
    response.writeHead(status).end(JSON.stringify(detail(id)));
};

let url: string;
beforeEach(async () => {
  asked = [];
  waiting = [];
  status = 200;
  answersAtOnce = true;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("the hour of a node is asked for once, and goes on with what the feed tells", async () => {
  const hours = new NodeHours(url, () => {});
  hours.want(["a"]);
  await vi.waitFor(() => expect(hours.hour("a")?.load).toEqual([null, 0.1, 0.2]));
  hours.hear([{ id: "a", pool: "main", load: 0.9 }], NOON + 60_000);
  expect(hours.hour("a")?.load).toEqual([0.1, 0.2, 0.9]);
  hours.want(["a"]);
  expect(asked).toEqual(["a"]);
});

test("many are asked for four at a time", async () => {
  answersAtOnce = false;
  const hours = new NodeHours(url, () => {});
  hours.want(ids);
  for (const count of [4, 8, 9]) {
    await vi.waitFor(() => expect(asked).toHaveLength(count));
    answerAll();
  }
  await vi.waitFor(() => expect(ids.every((id) => hours.hour(id) !== null)).toBe(true));
});

test("an answer that did not come is known, and asked for again only after a while", async () => {
  status = 500;
  const hours = new NodeHours(url, () => {});
  expect(hours.isUnanswered("a")).toBe(false);
  hours.want(["a"]);
  await vi.waitFor(() => expect(hours.isUnanswered("a")).toBe(true));
  hours.want(["a"]);
  expect(asked).toEqual(["a"]);
});

test("what is out of date is asked for anew, and shown until it comes", async () => {
  const hours = new NodeHours(url, () => {});
  hours.want(["a"]);
  await vi.waitFor(() => expect(hours.hour("a")).not.toBeNull());
  hours.forget("a");
  expect(hours.hour("a")).not.toBeNull();
  hours.want(["a"]);
  hours.want(["a"]);
  await vi.waitFor(() => expect(hours.detail("a")?.node.id).toBe("a"));
  hours.hear([], NOON);
  expect(hours.hour("a")).toBeNull();
});
