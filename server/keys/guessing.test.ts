import { afterEach, expect, test } from "vitest";
import { GUILD } from "../music/test-bot.ts";
import { createPlayerServer, PEOPLE } from "../music/test-people.ts";

let address = "192.0.2.1";
const server = createPlayerServer({ remoteAddress: () => address });
afterEach(() => server.close());

const guess = async (count: number) =>
  (await server.ask(`slk_${"0".repeat(12)}_${String(count).padStart(40, "0")}`, "GET", "/api/servers"))
    .status;

test("how many wrong keys an address may try is limited; right ones are let in, and people too", async () => {
  const made = await server.guildKeys.make(
    GUILD,
    { id: PEOPLE.dj.userId, name: "x" },
    { label: "x", scope: "read" },
  );
  const statuses: number[] = [];
  for (let count = 0; count < 30; count += 1) statuses.push(await guess(count));
  expect(statuses).toEqual([...new Array(20).fill(401), ...new Array(10).fill(429)]);
  expect((await server.ask(made.text, "GET", "/api/servers")).status).toBe(200);
  expect((await server.ask(PEOPLE.dj.userId, "GET", "/api/servers")).status).toBe(200);
  expect((await server.ask(null, "GET", "/api/servers")).status).toBe(401);
  server.clock.advance(2_000);
  expect([await guess(31), await guess(32)]).toEqual([401, 429]);
  address = "192.0.2.2";
  expect(await guess(33)).toBe(401);
});
