import type { Bench } from "./bench.ts";
import { heartbeats } from "./heartbeats.ts";

/** All benchmarks, in the order in which they run and are told. */
export const BENCHES: readonly Bench[] = [heartbeats];
