import fc from "fast-check";
import { expect, test } from "vitest";
import { checkedShardsSchema, MAX_SHARDS, reportSchema } from "./report.ts";
import { SHARD_STATES } from "./state.ts";

const edges = fc.constantFrom<unknown>(
  -1,
  -0,
  0.5,
  1e9,
  10_000_000,
  10_000_001,
  600_000,
  600_001,
  MAX_SHARDS - 1,
  MAX_SHARDS,
  2 ** 53,
  Number.MAX_VALUE,
  null,
  undefined,
  "",
  "online",
  " late ",
  "a".repeat(200),
  "a".repeat(201),
  true,
  [],
  {},
);
const mostly = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: edges });

const shard = fc.record(
  {
    id: mostly(fc.nat(40)),
    state: mostly(fc.constantFrom(...SHARD_STATES)),
    latencyMs: mostly(fc.double({ min: 0, max: 600_000, noNaN: true })),
    guilds: mostly(fc.nat(10_000_000)),
    unavailableGuilds: mostly(fc.nat()),
    reconnects: mostly(fc.nat(9)),
    reason: mostly(fc.string({ maxLength: 12, unit: "binary" })),
  },
  { requiredKeys: ["id", "state"] },
);
const stranger = fc.oneof(
  fc
    .tuple(shard, fc.constantFrom("ID", "extra", "__proto__", "constructor", "toString"))
    .map(([known, name]) => ({
      ...known,
      [name]: 1,
    })),
  fc.jsonValue(),
);
const shards = fc.array(fc.oneof({ weight: 30, arbitrary: shard }, { weight: 1, arbitrary: stranger }), {
  maxLength: 6,
});

const issuesOf = (result: {
  error?: { issues: readonly { path: PropertyKey[]; message: string }[] } | undefined;
}) =>
  result.error?.issues.map(({ path, message }) => ({
    path: path.filter((key) => key !== "shards"),
    message,
  }));

test("shards of a report are taken, mended and refused just as the schema alone does it", () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof(shards, fc.jsonValue()), (made) => {
      // As it comes out of a body.
      const value: unknown = JSON.parse(JSON.stringify(made));
      const alone = checkedShardsSchema.safeParse(value);
      const whole = reportSchema.safeParse({ boot: "b", seq: 0, shardCount: 64, shards: value });
      expect(whole.success).toBe(alone.success);
      expect(issuesOf(whole)).toEqual(issuesOf(alone));
      expect(whole.data?.shards).toEqual(alone.data);
      if (whole.success) taken += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(100);
});
