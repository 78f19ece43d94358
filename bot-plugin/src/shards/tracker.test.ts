import { expect, test } from "vitest";
import type { ShardLook, ShardPhase } from "./source.ts";
import { ShardTracker } from "./tracker.ts";

const INTERVAL_MS = 40_000;

const tracking = () => {
  const moment = { now: 1_000, wall: 1_700_000_000_000 };
  const tracker = new ShardTracker(INTERVAL_MS, () => ({ ...moment }));
  const look = (phase: ShardPhase, beatAt: number | null = null): ShardLook => ({
    id: 3,
    phase,
    latencyMs: null,
    beatAt,
  });
  return {
    tracker,
    moment,
    see: (phase: ShardPhase, beatAt?: number | null) => tracker.judge([look(phase, beatAt)]).get(3),
    pass: (byMs: number) => {
      moment.now += byMs;
      moment.wall += byMs;
    },
  };
};

test("a ready shard is online until 1.5 intervals passed since its last acknowledged heartbeat", () => {
  const { see, pass, moment } = tracking();
  expect(see("ready")?.state).toBe("online");
  pass(30_000);
  const beatAt = moment.wall;
  pass(1_000);
  expect(see("ready", beatAt)?.state).toBe("online");
  pass(59_000);
  expect(see("ready", beatAt)?.state).toBe("online");
  pass(1_000);
  expect(see("ready", beatAt)).toMatchObject({
    state: "unhealthy",
    reason: "no heartbeat acknowledged for 61 s",
  });
});

test("a resumed session is proof of life although its last heartbeat is old", () => {
  const { tracker, see, pass, moment } = tracking();
  const beatAt = moment.wall;
  see("ready", beatAt);
  pass(70_000);
  expect(see("ready", beatAt)?.state).toBe("unhealthy");
  tracker.listener.reconnecting(3);
  expect(see("queued", beatAt)?.state).toBe("unhealthy");
  tracker.listener.up(3);
  expect(see("ready", beatAt)?.state).toBe("online");
});

test("a wall clock set an hour forward makes no shard look silent", () => {
  const { see, pass, moment } = tracking();
  see("ready", moment.wall);
  pass(29_000);
  see("ready", moment.wall - 29_000);
  pass(1_000);
  const beatAt = moment.wall;
  moment.wall += 3_600_000;
  pass(1_000);
  expect(see("ready", beatAt)?.state).toBe("online");
  pass(58_000);
  expect(see("ready", beatAt)?.state).toBe("online");
});

test("a storm of tries to reconnect counts once", () => {
  const { tracker, see } = tracking();
  see("ready");
  for (let i = 0; i < 20; i += 1) tracker.listener.reconnecting(3);
  expect(see("queued")).toMatchObject({ state: "resuming", reconnects: 1 });
  tracker.listener.up(3);
  expect(see("ready")).toMatchObject({ state: "online", reconnects: 1 });
  tracker.listener.reconnecting(3);
  expect(see("queued")?.reconnects).toBe(2);
});

test("a connection that is lost without an event is noticed by the next look", () => {
  const { see } = tracking();
  see("ready");
  expect(see("queued")).toMatchObject({ state: "resuming", reconnects: 1 });
  expect(see("waiting")?.state).toBe("resuming");
  expect(see("ready")?.state).toBe("online");
});

test("a fatal close is told in words until the shard comes up again", () => {
  const { tracker, see } = tracking();
  see("ready");
  tracker.listener.closed(3, 4014);
  expect(see("closed")).toMatchObject({ state: "offline", reason: "4014: an intent is not allowed" });
  tracker.listener.up(3);
  expect(see("ready")).toMatchObject({ state: "online", reason: null });
});

test("no shard is judged by a time in which the process itself stood still", () => {
  const { tracker, see, pass, moment } = tracking();
  const beatAt = moment.wall;
  see("ready", beatAt);
  pass(100_000);
  tracker.excuse(100_000);
  expect(see("ready", beatAt)?.state).toBe("online");
});
