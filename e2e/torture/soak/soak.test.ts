import { readdirSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { median } from "../../bench/statistics.ts";
import { post } from "../../support/http.ts";
import { INSPECTABLE, type Inspector, openInspector } from "../../support/inspector.ts";
import { residentBytes } from "../../support/process-cost.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { startCrowd } from "./crowd.ts";

const WARM_UP_MS = measure({ short: 4_000, full: 60_000 });
const SOAK_MS = measure({ short: 10_000, full: 540_000 });
const SAMPLES = 30;
const MIB = 1_024 * 1_024;
/** A collected heap differs by this much from one look to the next, with what is under way. */
const HEAP_MAY_DIFFER = 2.5 * MIB;
/** What is in RAM depends on when garbage was last collected, too. */
const RAM_MAY_DIFFER_RATIO = 0.25;
/** Connections that come and go by chance. */
const FILES_MAY_DIFFER = 25;

let server: TestServer;
afterEach(() => server.dispose());

/** What a server holds at one moment. */
interface Holding {
  readonly heap: number;
  readonly ram: number;
  readonly files: number;
  readonly resources: number;
}

const openFiles = () => readdirSync(`/proc/${server.pid}/fd`).length;
const look = async (inspector: Inspector): Promise<Holding> => ({
  heap: await inspector.heapBytes(),
  ram: residentBytes(server.pid),
  files: openFiles(),
  resources: await inspector.evaluate<number>("process.getActiveResourcesInfo().length"),
});
const medianOf = (holdings: readonly Holding[], what: keyof Holding) =>
  median(holdings.map((holding) => holding[what]));

test("memory and handles stay flat while a crowd comes and goes, and are given back when it has gone", {
  timeout: WARM_UP_MS + SOAK_MS + 60_000,
}, async () => {
  const secret = "hush";
  server = await startServer({ CLUSTERS: "main:60", PASSPHRASE: secret, ...INSPECTABLE });
  const inspector = await openInspector(server);
  // What is opened at the first push stays open.
  await post(server.url, "/api/status/main/0/3", { headers: { authorization: secret } });
  const idle = await look(inspector);
  const crowd = startCrowd({ url: server.url, secret, shardCount: 60 });
  await elapsed(WARM_UP_MS);
  const holdings: Holding[] = [];
  while (holdings.length < SAMPLES) {
    await elapsed(SOAK_MS / SAMPLES);
    holdings.push(await look(inspector));
  }
  await crowd.stop();

  const [first, last] = [holdings.slice(0, SAMPLES / 3), holdings.slice(-SAMPLES / 3)];
  const grown = (what: keyof Holding) => medianOf(last, what) - medianOf(first, what);
  const said = (what: keyof Holding, unit = 1) =>
    `${what} ${(medianOf(first, what) / unit).toFixed(1)} ${(grown(what) / unit).toFixed(2)}`;
  const figures = `${[...crowd.deeds].join("; ")}; ${said("heap", MIB)}, ${said("ram", MIB)} MiB, ${said("files")}, ${said("resources")}`;
  expect(grown("heap"), figures).toBeLessThan(HEAP_MAY_DIFFER);
  expect(grown("ram"), figures).toBeLessThan(medianOf(first, "ram") * RAM_MAY_DIFFER_RATIO);
  expect(grown("files"), figures).toBeLessThan(FILES_MAY_DIFFER);
  expect(grown("resources"), figures).toBeLessThan(FILES_MAY_DIFFER);

  await until("all files are closed", () => openFiles() <= idle.files, 10_000);
  const after = await look(inspector);
  expect(after.resources).toBeLessThanOrEqual(idle.resources + 2);
  expect(server.logs.filter(({ level }) => level === "error")).toEqual([]);
  inspector.close();
});
