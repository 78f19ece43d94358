import type { AgentHello, Hello } from "#protocol/link.ts";
import type { Report, ReportOutcome } from "#protocol/report.ts";
import type { Log } from "../log.ts";
import type { AudioDesk } from "./audio-desk.ts";
import type { MusicDesk } from "./music-desk.ts";
import type { Line } from "./talk.ts";

/** What a link asks of the server around it. */
export interface LinkHost {
  /**
   * Takes a process in; the result is the highest `seq` known of its boot, -1 for none.
   * @throws AppError `unknown_cluster`, `shard_count_mismatch`, `invalid` or `boot_ended`
   */
  greet(hello: Hello, line: Line): number;
  /**
   * Resolves once kept.
   * @throws AppError `invalid`, at once, where a shard is not of the cluster
   */
  report(hello: Hello, report: Omit<Report, "boot" | "shardCount">): Promise<ReportOutcome>;
  /** Resolves once kept. */
  goodbye(hello: Hello): Promise<void>;
  /** @throws AppError `unauthorized` or `forbidden` */
  greetAgent(hello: AgentHello, line: Line): void;
  readonly audio: AudioDesk;
  readonly music: MusicDesk;
  readonly log: Log;
}
