import { describe, expect, test } from "vitest";
import { openGlanceFeed } from "../support/glance-feed.ts";
import { health, hello, shardInHello, status, type Target, untoldShard } from "./target.ts";

/** What pages written for Glance rely on over its WebSocket, against any server. No message needs a login. */
export const describeFeedContract = (target: () => Target) => {
  describe("hello", () => {
    test("comes first and once, with the length of every cluster", async () => {
      const viewer = await openGlanceFeed(target().url);
      await viewer.next();
      await status(target(), 4, 4);
      await status(target(), 4, 3);
      await viewer.next(({ op, payload }) => op === "state_update" && payload["state"] === 3);
      viewer.close();
      expect(viewer.messages[0]?.op).toBe("hello");
      expect(viewer.messages.filter(({ op }) => op === "hello")).toHaveLength(1);
      for (const cluster of Object.values(viewer.messages[0]?.payload ?? {}))
        expect(cluster).toMatchObject({ len: expect.any(Number) });
    });

    test("gives state and last_healthy of the shards that spoke, as numbers", async () => {
      await status(target(), 4, 3);
      const shard = await shardInHello(target(), 4);
      expect(shard).toEqual({ state: 3, last_healthy: expect.any(Number) });
      expect(Math.abs((shard?.last_healthy ?? 0) - Date.now() / 1_000)).toBeLessThan(5);
    });

    test("has no key for a shard that never spoke", async ({ skip }) => {
      const id = await untoldShard(target());
      if (id === undefined) return skip("every shard of this server has spoken");
      const { payload } = await hello(target().url);
      expect(payload[target().cluster]).not.toHaveProperty(String(id));
    });

    test("is the same at an address that ends in a slash", async () => {
      const viewer = await openGlanceFeed(target().url, "/api/feed/");
      expect((await viewer.next()).op).toBe("hello");
      viewer.close();
    });
  });

  describe("what follows", () => {
    test("is a state_update for a status, with numbers", async () => {
      await status(target(), 5, 3);
      const viewer = await openGlanceFeed(target().url);
      await viewer.next();
      await status(target(), 5, 6);
      const message = await viewer.next(({ payload }) => payload["shard"] === 5);
      viewer.close();
      expect(message).toEqual({
        op: "state_update",
        payload: { cluster: target().cluster, shard: 5, state: 6 },
      });
    });

    test("is a health_ping without a state for a heartbeat that changes nothing", async () => {
      await status(target(), 5, 3);
      const viewer = await openGlanceFeed(target().url);
      await viewer.next();
      await health(target(), 5);
      const message = await viewer.next(({ payload }) => payload["shard"] === 5);
      viewer.close();
      expect(message).toEqual({ op: "health_ping", payload: { cluster: target().cluster, shard: 5 } });
    });

    test("is a health_ping with state 3 for a heartbeat that revives, and no second message", async () => {
      await status(target(), 5, 1);
      const viewer = await openGlanceFeed(target().url);
      await viewer.next();
      await health(target(), 5);
      await health(target(), 5);
      const ofShard = () => viewer.messages.filter(({ payload }) => payload["shard"] === 5);
      await viewer.next(() => ofShard().length === 2);
      viewer.close();
      const payload = { cluster: target().cluster, shard: 5 };
      expect(ofShard()).toEqual([
        { op: "health_ping", payload: { ...payload, state: 3 } },
        { op: "health_ping", payload },
      ]);
    });
  });
};

/**
 * What silence does, on a server whose health timeout is short enough to wait for.
 * @param withinMs when the silence must have been told
 */
export const describeSilenceContract = (target: () => Target, withinMs: number) => {
  test("a silent shard is told as a state_update to unhealthy, its number a number", async () => {
    const viewer = await openGlanceFeed(target().url);
    await viewer.next();
    await status(target(), 6, 3);
    await status(target(), 7, 4);
    for (const shard of [6, 7]) {
      const message = await viewer.next(
        ({ payload }) => payload["shard"] === shard && payload["state"] === 1,
        withinMs,
      );
      expect(message).toEqual({
        op: "state_update",
        payload: { cluster: target().cluster, shard, state: 1 },
      });
    }
    viewer.close();
  });
};
