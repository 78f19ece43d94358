import { expect, test } from "vitest";
import { ReportQueue } from "./queue.ts";

const shards = (state: "online" | "resuming" | "offline", ...ids: number[]) =>
  ids.map((id) => ({ id, state }));

const ALL = { shards: 10, underWay: 1 };

test("of each shard only the newest word waits, for however long", () => {
  const queue = new ReportQueue();
  for (let day = 0; day < 5_760; day += 1) queue.put(shards("online", 0, 1, 2));
  queue.put(shards("offline", 1));
  expect(queue.size).toBe(3);
  expect(
    queue
      .take(ALL)
      ?.shards.map(({ id, state }) => `${id} ${state}`)
      .sort(),
  ).toEqual(["0 online", "1 offline", "2 online"]);
});

test("no more batches are under way than may be, and seq rises", () => {
  const queue = new ReportQueue();
  queue.put(shards("online", 0, 1, 2));
  const first = queue.take({ shards: 2, underWay: 1 });
  expect(first).toMatchObject({ seq: 1, shards: [{ id: 0 }, { id: 1 }] });
  expect(queue.take({ shards: 2, underWay: 1 })).toBeNull();
  queue.kept(1);
  expect(queue.take({ shards: 2, underWay: 1 })).toMatchObject({ seq: 2, shards: [{ id: 2 }] });
  queue.kept(1);
  expect(queue.take({ shards: 2, underWay: 1 })).toBeNull();
  queue.kept(2);
  expect(queue.size).toBe(0);
});

test("what was not kept goes out again under a new seq, unless something newer waits", () => {
  const queue = new ReportQueue();
  queue.put(shards("online", 0, 1));
  queue.take(ALL);
  queue.put(shards("resuming", 1));
  queue.giveBack();
  expect(queue.take(ALL)).toEqual({ seq: 2, shards: [...shards("resuming", 1), ...shards("online", 0)] });
});

test("of several batches that were not kept, the newest word of each shard waits again", () => {
  const queue = new ReportQueue();
  const some = { shards: 10, underWay: 2 };
  queue.put(shards("resuming", 0, 1));
  queue.take(some);
  queue.put(shards("online", 0));
  queue.take(some);
  queue.put(shards("offline", 2));
  expect(queue.take(some)).toBeNull();
  queue.giveBack();
  expect(queue.isUnderWay).toBe(false);
  expect(
    queue
      .take(some)
      ?.shards.map(({ id, state }) => `${id} ${state}`)
      .sort(),
  ).toEqual(["0 online", "1 resuming", "2 offline"]);
});

test("an ack that comes after the batch was given back takes nothing away", () => {
  const queue = new ReportQueue();
  queue.put(shards("online", 0));
  queue.take(ALL);
  queue.giveBack();
  queue.kept(1);
  expect(queue.take(ALL)).toMatchObject({ seq: 2 });
});

test("it goes on above a seq that the server knows", () => {
  const queue = new ReportQueue();
  queue.raiseSeq(41);
  queue.raiseSeq(7);
  queue.put(shards("online", 0));
  expect(queue.take(ALL)?.seq).toBe(42);
});
