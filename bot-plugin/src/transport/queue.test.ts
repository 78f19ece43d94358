import { expect, test } from "vitest";
import { ReportQueue } from "./queue.ts";

const shards = (state: "online" | "resuming" | "offline", ...ids: number[]) =>
  ids.map((id) => ({ id, state }));

test("of each shard only the newest word waits, for however long", () => {
  const queue = new ReportQueue();
  for (let day = 0; day < 5_760; day += 1) queue.put(shards("online", 0, 1, 2));
  queue.put(shards("offline", 1));
  expect(queue.size).toBe(3);
  expect(
    queue
      .take(10)
      ?.shards.map(({ id, state }) => `${id} ${state}`)
      .sort(),
  ).toEqual(["0 online", "1 offline", "2 online"]);
});

test("one batch is under way at a time, and seq rises", () => {
  const queue = new ReportQueue();
  queue.put(shards("online", 0, 1, 2));
  const first = queue.take(2);
  expect(first).toMatchObject({ seq: 1, shards: [{ id: 0 }, { id: 1 }] });
  expect(queue.take(2)).toBeNull();
  queue.kept(1);
  expect(queue.take(2)).toMatchObject({ seq: 2, shards: [{ id: 2 }] });
  queue.kept(1);
  expect(queue.take(2)).toBeNull();
  queue.kept(2);
  expect(queue.size).toBe(0);
});

test("what was not kept goes out again under a new seq, unless something newer waits", () => {
  const queue = new ReportQueue();
  queue.put(shards("online", 0, 1));
  queue.take(10);
  queue.put(shards("resuming", 1));
  queue.giveBack();
  expect(queue.take(10)).toEqual({ seq: 2, shards: [...shards("resuming", 1), ...shards("online", 0)] });
});

test("an ack that comes after the batch was given back takes nothing away", () => {
  const queue = new ReportQueue();
  queue.put(shards("online", 0));
  queue.take(10);
  queue.giveBack();
  queue.kept(1);
  expect(queue.take(10)).toMatchObject({ seq: 2 });
});

test("it goes on above a seq that the server knows", () => {
  const queue = new ReportQueue();
  queue.raiseSeq(41);
  queue.raiseSeq(7);
  queue.put(shards("online", 0));
  expect(queue.take(10)?.seq).toBe(42);
});
