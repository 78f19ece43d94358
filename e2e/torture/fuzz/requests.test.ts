import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, post, read } from "../../support/http.ts";
import { PASSPHRASE } from "../holes/house.ts";
import { allRoutes } from "../holes/routes.ts";
import { measure } from "../measure.ts";
import { caseFor } from "./cases.ts";
import { Grounds } from "./grounds.ts";
import { Player } from "./play.ts";

const CASES = measure({ short: 2_000, full: 70_000 });
const WARM_UP_CASES = measure({ short: 600, full: 6_000 });
const MOST_AT_ONCE = 400;
/** Counted in runs of the property, each of at most as many cases as above. */
const RUNS_PER_ROUND = 5;
const PATIENCE_MS = measure({ short: 60_000, full: 480_000 });

let grounds: Grounds;
beforeAll(async () => {
  grounds = await Grounds.open();
});
afterAll(() => grounds.house.dispose());

/** Every path that something answers at: those of the API's own description, and all others that the app has. */
const allPaths = async (url: string): Promise<readonly string[]> => {
  const { paths } = await read<{ paths: Record<string, unknown> }>(url, "/api/v1/openapi.json");
  const page = (await ask(url, "/")).text;
  const asset = /\/assets\/[\w.-]+/.exec(page)?.[0] ?? "/assets/none";
  return [
    ...new Set([...Object.keys(paths), ...allRoutes().map(({ pattern }) => pattern), asset, "/nowhere"]),
  ];
};

test(`${CASES} requests, most of them nonsense, get no 5xx, tell no secret, repeat nothing, change only what they say and leave nothing behind`, {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const { url } = grounds.house.server;
  const player = new Player(grounds);
  const cases = fc.array(caseFor(await allPaths(url)), {
    minLength: 1,
    maxLength: MOST_AT_ONCE,
    size: "max",
  });
  const property = fc.asyncProperty(cases, (some) => player.play(some));
  const deadline = performance.now() + PATIENCE_MS;
  const playUntil = async (count: number) => {
    while (player.said < count) {
      const interruptAfterTimeLimit = deadline - performance.now();
      expect(interruptAfterTimeLimit, `only ${player.said} cases were said`).toBeGreaterThan(0);
      await fc.assert(property, { numRuns: RUNS_PER_ROUND, interruptAfterTimeLimit });
    }
  };

  await playUntil(WARM_UP_CASES);
  const base = await grounds.holding();
  await playUntil(CASES);
  await grounds.assertNotGrown(base);

  const headers = { authorization: `Bearer ${PASSPHRASE}` };
  expect((await post(url, "/api/status/glance/0/3", { headers })).status).toBe(204);
  expect((await grounds.states()).get("glance 0")).toBe("online");
  expect((await ask(url, "/")).status).toBe(200);
});
