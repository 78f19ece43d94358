import type { Bench } from "./bench.ts";
import { changes } from "./changes.ts";
import { expiry } from "./expiry.ts";
import { heartbeats } from "./heartbeats.ts";
import { herd } from "./herd.ts";
import { links } from "./links.ts";
import { page } from "./page.ts";
import { pushgateway } from "./pushgateway.ts";
import { reports } from "./reports.ts";
import { stalled } from "./stalled.ts";
import { start } from "./start.ts";
import { viewers } from "./viewers.ts";

/** All benchmarks, in the order in which they run and are told; the page takes longest. */
export const BENCHES: readonly Bench[] = [
  heartbeats,
  changes,
  reports,
  links,
  pushgateway,
  expiry,
  start,
  viewers,
  herd,
  stalled,
  page,
];
