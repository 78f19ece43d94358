import { afterEach, describe, expect, test } from "vitest";
import { openGlanceFeed } from "../support/glance-feed.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse, type SseStream } from "../support/sse.ts";
import { until } from "../support/until.ts";

let server: TestServer;
const open: { close(): void }[] = [];
const enter = async (options: Parameters<typeof openSse>[1] = {}): Promise<SseStream> => {
  const stream = await openSse(`${server.url}/api/v1/feed`, options);
  open.push(stream);
  return stream;
};
const enterGlance = async () => {
  const viewer = await openGlanceFeed(server.url);
  open.push(viewer);
  return viewer;
};
/** As a proxy on this machine says it. */
const forwardedFor = (address: string) => ({ headers: { "x-forwarded-for": address } });

afterEach(async () => {
  for (const viewer of open.splice(0)) viewer.close();
  await server.dispose();
});

describe("the limit on all viewers", () => {
  test("answers 503 past it, counts Glance's feed too, and lets one in when one leaves", async () => {
    server = await startServer({ FEED_MAX_VIEWERS: "3" });
    const first = await enter();
    await enter({ localAddress: "127.0.0.2" });
    const glance = await enterGlance();
    const refused = await enter({ localAddress: "127.0.0.3" });
    expect(refused.status).toBe(503);
    expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
    await expect(openGlanceFeed(server.url)).rejects.toThrow("503");
    first.close();
    await until("a place is free", async () => (await enter()).status === 200);
    expect((await enter()).status).toBe(503);
    glance.close();
    await until("Glance's place is free", async () => (await enter()).status === 200);
  });
});

describe("the limit per address", () => {
  test("answers 503 past it and leaves other addresses alone", async () => {
    server = await startServer({ FEED_MAX_VIEWERS_PER_ADDRESS: "2" });
    const statuses = [];
    for (const localAddress of ["127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.3"])
      statuses.push((await enter({ localAddress })).status);
    expect(statuses).toEqual([200, 200, 503, 200]);
  });

  test("counts Glance's feed too", async () => {
    server = await startServer({ FEED_MAX_VIEWERS_PER_ADDRESS: "2" });
    await enterGlance();
    await enter();
    expect((await enter()).status).toBe(503);
    await expect(openGlanceFeed(server.url)).rejects.toThrow("503");
  });

  test("believes X-Forwarded-For of a trusted proxy", async () => {
    server = await startServer({ FEED_MAX_VIEWERS_PER_ADDRESS: "1", TRUSTED_PROXIES: "loopback" });
    const hops = [
      "203.0.113.1",
      "203.0.113.2",
      "203.0.113.1",
      "6.6.6.6, 203.0.113.2",
      "203.0.113.3, 127.0.0.9",
    ];
    const statuses = [];
    for (const hop of hops) statuses.push((await enter(forwardedFor(hop))).status);
    expect(statuses).toEqual([200, 200, 503, 503, 200]);
  });

  test("does not believe X-Forwarded-For of anyone else", async () => {
    server = await startServer({ FEED_MAX_VIEWERS_PER_ADDRESS: "1", TRUSTED_PROXIES: "127.0.0.7" });
    const statuses = [];
    for (const hop of ["203.0.113.1", "203.0.113.2"]) statuses.push((await enter(forwardedFor(hop))).status);
    expect(statuses).toEqual([200, 503]);
  });
});
