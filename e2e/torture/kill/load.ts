import { expect } from "vitest";
import { SHARD_STATES, type ShardState } from "#protocol/state.ts";
import { idsFrom, shardsIn } from "../../support/bot.ts";
import { type Answer, ask, keepAlive, post } from "../../support/http.ts";
import { type Ledger, wordsOf } from "./ledger.ts";
import { Refused, type Reporter, type ReporterParts, reportByHttp, reportByLink } from "./reporters.ts";

/** Shards that are pushed one by one as Glance's clients do. */
const GLANCE_IDS = idsFrom(0, 32);
/** Shards of a process that says goodbye, and of the next, and of the next. */
const LEAVING_IDS = idsFrom(88, 96);
export const ALL_SHARDS = 96;

/** The shards that the reporter of this place reports; those from 64 on never say that they are unhealthy. */
const idsOf = (place: number): readonly number[] =>
  place < 2 ? idsFrom(32 + place, 64, 2) : idsFrom(64 + place - 2, 88, 2);

/** Two processes that report over HTTP, and two that do so over links. */
export const startReporters = (parts: ReporterParts): readonly Reporter[] =>
  idsFrom(0, 4).map((place) => (place < 2 ? reportByHttp(parts) : reportByLink(parts, idsOf(place))));

const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)] as T;

/** By shard, whether a change that was under way at the server's death is there after it. */
export type Found = ReadonlyMap<number, boolean | undefined>;

/** Says again, to the next server, what got no answer. */
export type SayAgain = (found: Found) => Promise<void>;

export interface LoadParts extends ReporterParts {
  readonly ledger: Ledger;
  readonly reporters: readonly Reporter[];
}

/** Whether it was acknowledged; a server that is gone acknowledges nothing. */
const unlessGone = async <T>(send: () => Promise<T>): Promise<T | undefined> =>
  send().catch((error: unknown) => {
    if (error instanceof Refused) throw error;
    return undefined;
  });

const isTaken = async (status: number, send: () => Promise<Answer>): Promise<boolean> => {
  const answer = await unlessGone(send);
  if (answer !== undefined && answer.status !== status)
    throw new Error(`the push was refused: ${answer.status} ${answer.text}`);
  return answer !== undefined;
};

/** Sets states and beats hearts of some shards, one request after the other, until the server is gone. */
const pushLikeGlance = async ({ url, secret, ledger }: LoadParts, ids: readonly number[]): Promise<void> => {
  const agent = keepAlive();
  const headers = { Authorization: secret };
  for (let isThere = true; isThere; ) {
    const id = pick(ids);
    const isHeartbeat = Math.random() < 0.3 && ledger.state(id) !== "unknown";
    const number = 1 + Math.floor(Math.random() * 6);
    const said = SHARD_STATES[number] as ShardState;
    const revived = ledger.state(id) === "unhealthy" ? "online" : ledger.state(id);
    const path = isHeartbeat ? `/api/health/main/${id}` : `/api/status/main/${id}/${number}`;
    isThere = await ledger.push(wordsOf([{ id, state: isHeartbeat ? revived : said }]), () =>
      isTaken(204, () => post(url, path, { agent, headers })),
    );
  }
  agent.destroy();
};

/** A report is there as a whole or not at all, and sent again it is taken once. */
const expectWhole = (found: Found, ids: readonly number[]): boolean | undefined => {
  const landed = new Set(ids.map((id) => found.get(id)).filter((isThere) => isThere !== undefined));
  expect(landed.size, "it is kept as a whole").toBeLessThan(2);
  return [...landed][0];
};

/** Reports some of these shards again and again until the server is gone. */
const report = async (
  { ledger }: LoadParts,
  reporter: Reporter,
  ids: readonly number[],
  states: readonly ShardState[],
): Promise<SayAgain> => {
  for (;;) {
    const shards = ids.filter(() => Math.random() < 0.4).map((id) => ({ id, state: pick(states) }));
    const seq = reporter.seq + 1;
    const words = wordsOf(shards);
    const isThere = await ledger.push(words, async () => {
      const outcome = await unlessGone(() => reporter.report(shards, seq));
      if (outcome !== undefined && outcome !== "accepted") throw new Error(`a new report was ${outcome}`);
      return outcome !== undefined;
    });
    if (isThere) continue;
    return async (found) => {
      const hasLanded = expectWhole(found, [...words.keys()]);
      await ledger.push(words, async () => {
        const outcome = await reporter.report(shards, seq);
        if (hasLanded !== undefined) expect(outcome).toBe(hasLanded ? "duplicate" : "accepted");
        return true;
      });
    };
  }
};

/** One process after the other comes online and says goodbye, until the server is gone. */
const comeAndGo = async (parts: LoadParts): Promise<SayAgain> => {
  const { url, secret, ledger } = parts;
  const online = shardsIn("online", LEAVING_IDS);
  const leaving = new Map(LEAVING_IDS.map((id) => [id, ["stopping", "offline"] as const]));
  for (;;) {
    const bot = reportByHttp(parts);
    const come = async () => (await unlessGone(() => bot.report(online, 0))) !== undefined;
    const path = `/api/v1/clusters/main/processes/${bot.boot}`;
    const go = () =>
      isTaken(204, () => ask(url, path, { method: "DELETE", headers: { Authorization: secret } }));
    const hasCome = await ledger.push(wordsOf(online), come);
    const hasGone = hasCome && (await ledger.push(leaving, go));
    if (hasGone) {
      bot.close();
      continue;
    }
    return async (found) => {
      const hasLanded = expectWhole(found, LEAVING_IDS);
      if (!hasCome) {
        const outcome = await bot.report(online, 0);
        expect(outcome).toBe(hasLanded === true ? "duplicate" : "accepted");
        await ledger.push(wordsOf(online), async () => true);
      }
      expect(await ledger.push(leaving, go)).toBe(true);
      bot.close();
    };
  }
};

/** Runs all at once until the server is gone; the result says again what got no answer. */
export const runLoad = async (parts: LoadParts): Promise<readonly SayAgain[]> => {
  const pushers = idsFrom(0, 4).map((place) =>
    pushLikeGlance(
      parts,
      GLANCE_IDS.filter((id) => id % 4 === place),
    ),
  );
  const reports = parts.reporters.map((reporter, place) =>
    report(parts, reporter, idsOf(place), SHARD_STATES.slice(place < 2 ? 1 : 2)),
  );
  const [, ...again] = await Promise.all([Promise.all(pushers), ...reports, comeAndGo(parts)]);
  return again;
};
