import type { ReportedShard } from "#protocol/report.ts";
import { SHARD_STATES, type ShardState } from "#protocol/state.ts";
import { type Bot, idsFrom, outcomeOf } from "../../support/bot.ts";
import { type Answer, keepAlive, post } from "../../support/http.ts";
import type { Ledger } from "./ledger.ts";

/** Shards that are pushed one by one, and those that two processes report. */
export const GLANCE_SHARDS = 32;
export const ALL_SHARDS = 64;

const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)] as T;

/** Whether the push was acknowledged; a server that is gone acknowledges nothing. */
const isAcknowledged = async (status: number, send: () => Promise<Answer>): Promise<boolean> => {
  const answer = await send().catch(() => undefined);
  if (answer !== undefined && answer.status !== status)
    throw new Error(`the push was refused: ${answer.status} ${answer.text}`);
  return answer !== undefined;
};

/** Sets states and beats hearts of some shards, one request after the other, until the server is gone. */
const pushLikeGlance = async (url: string, ledger: Ledger, ids: readonly number[]): Promise<void> => {
  const agent = keepAlive();
  for (let isThere = true; isThere; ) {
    const id = pick(ids);
    const isHeartbeat = Math.random() < 0.3 && ledger.state(id) !== "unknown";
    if (isHeartbeat) {
      const state = ledger.state(id) === "unhealthy" ? "online" : ledger.state(id);
      isThere = await ledger.push(new Map([[id, state]]), () =>
        isAcknowledged(204, () => post(url, `/api/health/main/${id}`, { agent })),
      );
    } else {
      const number = 1 + Math.floor(Math.random() * 6);
      const state = SHARD_STATES[number] as ShardState;
      isThere = await ledger.push(new Map([[id, state]]), () =>
        isAcknowledged(204, () => post(url, `/api/status/main/${id}/${number}`, { agent })),
      );
    }
  }
  agent.destroy();
};

/** A report and its `seq`. */
export interface SentReport {
  readonly seq: number;
  readonly shards: readonly ReportedShard[];
}

/** Reports some of these shards again and again until the server is gone; the result is the report without an answer. */
const report = async (bot: Bot, ledger: Ledger, ids: readonly number[]): Promise<SentReport> => {
  for (;;) {
    const shards = ids
      .filter(() => Math.random() < 0.4)
      .map((id) => ({ id, state: pick(SHARD_STATES.slice(1)) }));
    const sent = { seq: bot.seq + 1, shards };
    const states = new Map(shards.map(({ id, state }) => [id, state]));
    const isThere = await ledger.push(states, () =>
      isAcknowledged(200, async () => {
        const answer = await bot.report(shards, sent.seq);
        if (answer.status === 200 && outcomeOf(answer) !== "accepted")
          throw new Error(`a new report was taken as ${outcomeOf(answer)}`);
        return answer;
      }),
    );
    if (!isThere) return sent;
  }
};

/** Shards that the bot at this place reports. */
export const idsOf = (place: number): number[] => idsFrom(GLANCE_SHARDS + place, ALL_SHARDS, 2);

/** Runs all bots at once until the server is gone; the result is, by bot, the report that got no answer. */
export const runLoad = async (
  url: string,
  ledger: Ledger,
  bots: readonly Bot[],
): Promise<readonly SentReport[]> => {
  const pushers = idsFrom(0, 4).map((place) => pushLikeGlance(url, ledger, idsFrom(place, GLANCE_SHARDS, 4)));
  const reports = bots.map((bot, place) => report(bot, ledger, idsOf(place)));
  await Promise.all(pushers);
  return Promise.all(reports);
};
