import { expect, test } from "vitest";
import { createTestClock } from "../test-clock.ts";
import { FanOut } from "./fan-out.ts";

const VIEWERS = 100;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Viewers to write to whom takes a millisecond each. */
const slowCrowd = () => {
  const clock = createTestClock();
  let idleCalls = 0;
  const fanOut = new FanOut(clock, () => {
    idleCalls += 1;
  });
  const join = () => {
    const told: string[] = [];
    const viewer = {
      send: (bytes: Buffer) => {
        clock.advance(1);
        told.push(bytes.toString());
      },
      end: () => told.push("end"),
    };
    return { told, leave: fanOut.add(viewer) };
  };
  return { fanOut, join, idleCalls: () => idleCalls, crowd: Array.from({ length: VIEWERS }, join) };
};

test("few viewers have it at once", () => {
  const { fanOut, crowd, idleCalls } = slowCrowd();
  for (const { leave } of crowd.slice(3)) leave();
  fanOut.send(Buffer.from("a"));
  expect(crowd.filter(({ told }) => told.length > 0).length).toBe(3);
  expect(fanOut.isBusy).toBe(false);
  expect(idleCalls()).toBe(0);
});

test("a turn serves only some of many viewers, and in the end each has all in order", async () => {
  const { fanOut, crowd, idleCalls } = slowCrowd();
  fanOut.send(Buffer.from("a"));
  fanOut.send(Buffer.from("b"));
  const served = () => crowd.filter(({ told }) => told.length > 0).length;
  expect(served()).toBe(5);
  await turn();
  expect(served()).toBe(10);
  expect(idleCalls()).toBe(0);
  while (fanOut.isBusy) await turn();
  expect(crowd.every(({ told }) => told.join() === "a,b")).toBe(true);
  expect(idleCalls()).toBe(1);
});

test("who joins in the middle gets only what is told from then on", async () => {
  const { fanOut, join } = slowCrowd();
  fanOut.send(Buffer.from("a"));
  const late = join();
  fanOut.send(Buffer.from("b"));
  while (fanOut.isBusy) await turn();
  expect(late.told).toEqual(["b"]);
});

test("the end comes after all that was told", () => {
  const { fanOut, crowd } = slowCrowd();
  fanOut.send(Buffer.from("a"));
  fanOut.end();
  expect(crowd.every(({ told }) => told.join() === "a,end")).toBe(true);
  expect(fanOut.isBusy).toBe(false);
});
