import type { ReportedShard, ReportOutcome } from "#protocol/report.ts";
import type { ShardState } from "#protocol/state.ts";
import { type Answer, keepAlive, post } from "./http.ts";

/** One bot process that reports some shards of a cluster. */
export interface Bot {
  readonly boot: string;
  /** The `seq` of the last report. */
  readonly seq: number;
  /** Sends one report with the next `seq`, or again with one of before. */
  report(shards: readonly ReportedShard[], seq?: number): Promise<Answer>;
  /** Reports and expects it to be taken. */
  tell(shards: readonly ReportedShard[]): Promise<void>;
  close(): void;
}

/** These shards, all in one state. */
export const shardsIn = (state: ShardState, ids: Iterable<number>): ReportedShard[] =>
  Array.from(ids, (id) => ({ id, state }));

/** The ids from `from` up to but without `to`. */
export const idsFrom = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, place) => from + place * step);

export const outcomeOf = (answer: Answer): ReportOutcome => answer.json<{ outcome: ReportOutcome }>().outcome;

let boots = 0;

/** A new process of a bot, with a connection that stays open. */
export const startBot = (
  url: string,
  parts: {
    readonly cluster?: string;
    readonly shardCount: number;
    readonly timeoutMs?: number;
    readonly secret?: string;
  },
): Bot => {
  const { cluster = "main", secret, ...rest } = parts;
  const headers = secret === undefined ? {} : { Authorization: secret };
  const agent = keepAlive();
  boots += 1;
  const boot = `test-${process.pid}-${boots}`;
  let lastSeq = -1;
  const report = (shards: readonly ReportedShard[], seq = lastSeq + 1) => {
    lastSeq = Math.max(lastSeq, seq);
    const body = JSON.stringify({ boot, seq, ...rest, shards });
    return post(url, `/api/v1/clusters/${cluster}/reports`, { agent, body, headers });
  };
  return {
    boot,
    get seq() {
      return lastSeq;
    },
    report,
    tell: async (shards) => {
      const answer = await report(shards);
      if (answer.status !== 200 || outcomeOf(answer) !== "accepted")
        throw new Error(`the report was not taken: ${answer.status} ${answer.text}`);
    },
    close: () => agent.destroy(),
  };
};
