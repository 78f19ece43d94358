import { expect, test } from "vitest";
import { shardOfGuild } from "#protocol/guild.ts";
import type { ShardState } from "#protocol/state.ts";
import { inOrder, isMeant, isTroubled, nameIn, rowOf } from "./own-rows.ts";

const server = (name: string, shard: number, more = {}) => ({
  id: String((BigInt(shard) << 22n) + 81_384_788_765_712_384n - (81_384_788_765_712_384n % (60n << 22n))),
  name,
  icon: null,
  iconUrl: null,
  isManager: false,
  clusters: ["main"],
  away: [],
  ...more,
});
const states = (its: Readonly<Record<number, ShardState>>): ShardState[] =>
  Array.from({ length: 60 }, (_, shard) => its[shard] ?? "online");
const rows = (servers: readonly ReturnType<typeof server>[], its: Readonly<Record<number, ShardState>>) =>
  servers.map((one) =>
    rowOf(one, (name) => (name === "main" ? { shardCount: 60, states: states(its) } : undefined)),
  );

test("those in trouble come first, the worst before the rest, then what one manages, then by name", () => {
  const all = [
    server("Zoo", 1),
    server("Äpfel", 2),
    server("Mine", 3, { isManager: true }),
    server("Starts", 4),
    server("Silent", 5),
  ];
  expect(all.map(({ id }) => shardOfGuild(BigInt(id), 60))).toEqual([1, 2, 3, 4, 5]);
  const ordered = inOrder(rows(all, { 4: "starting", 5: "unhealthy" }));
  expect(ordered.map(({ server: { name } }) => name)).toEqual(["Silent", "Starts", "Mine", "Äpfel", "Zoo"]);
  expect(ordered.filter(isTroubled)).toHaveLength(2);
});

test("a cluster that the page does not show is left out, and its server is no trouble", () => {
  const [row] = rows([server("Zoo", 1, { clusters: ["main", "hidden"], away: ["main"] })], {});
  expect(row?.shards).toEqual([{ cluster: "main", state: "online", isAway: true }]);
  expect(row && isTroubled(row)).toBe(false);
});

test.each([
  ["light", true],
  ["LIGHTHOUSE ", true],
  ["cafe", true],
  ["boat", false],
])("%o means The Lighthouse Café: %s", (typed, isIt) => {
  expect(isMeant({ name: "The Lighthouse Café" }, typed)).toBe(isIt);
});

test.each([
  [" Area 51 ", "Area 51"],
  ["81384788765712384", ""],
  ["https://discord.com/channels/81384788765712384/1", ""],
  ["discord.com/channels/81384788765712384", ""],
  ["", ""],
])("of %o the name is %o", (typed, name) => {
  expect(nameIn(typed)).toBe(name);
});
