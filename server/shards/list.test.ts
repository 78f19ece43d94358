import { expect, test } from "vitest";
import { createTestServer } from "../test-server.ts";

test.each([1, 512, 513, 1_300])("a list of %i shards is whole, in order", async (count) => {
  const server = createTestServer({ CLUSTERS: `small:3;main:${count}` });
  const answer = await server.app.request("/api/v1/clusters/main/shards");
  const { shards } = (await answer.json()) as { shards: { id: number }[] };
  expect(shards.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
});

test("two clusters that are read at once are not mixed up", async () => {
  const server = createTestServer({ CLUSTERS: "a:600;b:700", PASSPHRASE: "x" });
  const lists = ["a", "b", "a"].map(async (name) => {
    const answer = await server.app.request(`/api/v1/clusters/${name}/shards`);
    return ((await answer.json()) as { shards: object[] }).shards.length;
  });
  expect(await Promise.all(lists)).toEqual([600, 700, 600]);
});
