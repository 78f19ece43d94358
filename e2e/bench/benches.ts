import type { Bench } from "./bench.ts";
import { heartbeats } from "./heartbeats.ts";
import { pushgateway } from "./pushgateway.ts";
import { start } from "./start.ts";

/** All benchmarks, in the order in which they run and are told. */
export const BENCHES: readonly Bench[] = [heartbeats, pushgateway, start];
