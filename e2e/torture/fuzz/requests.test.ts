import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, post, read } from "../../support/http.ts";
import { PASSPHRASE } from "../holes/house.ts";
import { allRoutes } from "../holes/routes.ts";
import { measure } from "../measure.ts";
import { caseFor } from "./cases.ts";
import { drive } from "./drive.ts";
import { Grounds } from "./grounds.ts";
import { Requester } from "./requester.ts";

const REQUESTS = measure({ short: 2_000, full: 75_000 });
const PATIENCE_MS = measure({ short: 60_000, full: 420_000 });

let grounds: Grounds;
beforeAll(async () => {
  grounds = await Grounds.open();
});
afterAll(() => grounds.close());

/** Every path that something answers at: those of the API's own description, and all others that the app has. */
const allPaths = async (url: string): Promise<readonly string[]> => {
  const { paths } = await read<{ paths: Record<string, unknown> }>(url, "/api/v1/openapi.json");
  const page = (await ask(url, "/")).text;
  const asset = /\/assets\/[\w.-]+/.exec(page)?.[0] ?? "/assets/none";
  return [
    ...new Set([...Object.keys(paths), ...allRoutes().map(({ pattern }) => pattern), asset, "/nowhere"]),
  ];
};

test(`${REQUESTS} requests, most of them nonsense, get no 5xx, tell no secret, repeat nothing, change only what they say and leave nothing behind`, {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const { url } = grounds.house.server;
  let said = 0;
  const count = () => {
    said += 1;
    return said;
  };
  await drive({
    grounds,
    cases: caseFor(await allPaths(url)),
    mostAtOnce: 400,
    speaker: () => new Requester(grounds, count),
    said: () => said,
    warmUp: measure({ short: 600, full: 6_000 }),
    all: REQUESTS,
    patienceMs: PATIENCE_MS,
  });
  const headers = { authorization: `Bearer ${PASSPHRASE}` };
  expect((await post(url, "/api/status/glance/0/3", { headers })).status).toBe(204);
  expect((await grounds.states()).get("glance 0")).toBe("online");
  expect((await ask(url, "/")).status).toBe(200);
});
