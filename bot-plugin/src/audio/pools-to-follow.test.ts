import { expect, test } from "vitest";
import { subscribeFrameSchema } from "../protocol/audio-link.ts";
import { Notices } from "../transport/notices.ts";
import { poolsToFollow } from "./pools-to-follow.ts";

const told = (options: Parameters<typeof poolsToFollow>[0]) => {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  return { pools: poolsToFollow(options, new Notices({ info: say, warn: say, error: say })), said };
};

test("pools are named one by one, or many at once, and each is followed once", () => {
  expect(told({ pool: "eu", pools: ["us", "eu"] })).toEqual({ pools: ["eu", "us"], said: [] });
});

test("without any pool that is said", () => {
  expect(told({}).said.join()).toContain("name a `pool`");
});

test("a pool that cannot be one is said and left out: the wire would not take the others either", () => {
  const { pools, said } = told({ pools: ["eu", "the best pool", ""] });
  expect(pools).toEqual(["eu"]);
  expect(said.filter((words) => words.includes("1 to 64 letters"))).toHaveLength(2);
});

test("of too many the wire gets as many as it takes, and that is said", () => {
  const { pools, said } = told({ pools: Array.from({ length: 20 }, (_, number) => `pool-${number}`) });
  expect(subscribeFrameSchema.safeParse({ type: "subscribe", pools }).success).toBe(true);
  expect(said.join()).toContain("too many");
});
