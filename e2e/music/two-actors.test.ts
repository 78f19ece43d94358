import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlayerSnapshot } from "#protocol/music.ts";
import { NOTHING_KNOWN, type PlayerState, reducePlayer } from "#web/panels/player/player-state.ts";
import { positionOf } from "#web/panels/player/playhead.ts";
import { eventOf } from "#web/panels/player/stream-event.ts";
import { until } from "../support/until.ts";
import { GUILD, type Guest } from "./guests.ts";
import { guestAt, openParty, type Party } from "./party.ts";

/** Runs, each with two guests of its own: nobody may be too fast. */
const RUNS = 12;
const MOST_COMMANDS = 9;
const CLOSE_MS = 500;
const PATIENCE_MS = 3_000;

let party: Party;
beforeAll(async () => {
  party = await openParty({ guests: RUNS * 2 });
});
afterAll(() => party.close());

/** What a guest's page knows, by the words of its stream. */
const openPage = async (guest: Guest) => {
  const stream = await guest.watch();
  const known = (): PlayerState =>
    stream.events.reduce((state, { event, data }) => {
      const its = event === "end" ? null : eventOf(event, data);
      return its === null ? state : reducePlayer(state, its);
    }, NOTHING_KNOWN);
  return { known, player: () => known().player };
};

/** A command, with places instead of entries, which are chosen by what the actor's page shows. */
interface Wish {
  readonly action: string;
  /** Of the entry, and of the one before which it is to go; null: to the end. */
  readonly at?: number;
  readonly to?: number | null;
  readonly fields?: object;
}

const uidOf = ({ current, queue }: PlayerSnapshot, place: number): string => {
  const all = [...(current === null ? [] : [current]), ...queue];
  return all[place % Math.max(all.length, 1)]?.uid ?? "gone";
};

const bodyOf = ({ at, to, fields }: Wish, seen: PlayerSnapshot): object => ({
  ...(at !== undefined && { uid: uidOf(seen, at) }),
  ...(to !== undefined && { before: to === null ? null : uidOf(seen, to) }),
  ...fields,
  seenRev: seen.rev,
});

const place = fc.nat({ max: 6 });
const only = (...actions: readonly string[]) => fc.record({ action: fc.constantFrom(...actions) });
const withFields = (action: string, fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ action: fc.constant(action), fields: fc.record(fields) });
const wishes: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ action: fc.constant("remove"), at: place }) },
  { weight: 5, arbitrary: fc.record({ action: fc.constant("move"), at: place, to: fc.option(place) }) },
  { weight: 5, arbitrary: only("skip", "previous", "shuffle", "pause", "resume", "clear") },
  {
    weight: 4,
    arbitrary: withFields("play", { query: fc.stringMatching(/^[a-z]{3,8}$/), isNext: fc.boolean() }),
  },
  { weight: 1, arbitrary: withFields("volume", { volume: fc.nat({ max: 100 }) }) },
  { weight: 2, arbitrary: withFields("seek", { positionMs: fc.nat({ max: 170_000 }) }) },
  { weight: 1, arbitrary: withFields("loop", { mode: fc.constantFrom("off", "track", "queue") }) },
);
/** Who wishes what, and whether they wait for the result before anybody goes on. */
const script = fc.array(fc.record({ actor: fc.nat({ max: 1 }), wish: wishes, waits: fc.boolean() }), {
  minLength: 4,
  maxLength: MOST_COMMANDS,
});

/** All that a page shows; the playhead goes on by itself, and may be a little off. */
const shownBy = (player: PlayerSnapshot | null) => {
  if (player === null) return null;
  const { rev: _, votes: __, positionMs: ___, positionAt: ____, queueMark: _____, ...rest } = player;
  return rest;
};
const isSame = (shown: PlayerSnapshot | null, has: PlayerSnapshot): boolean => {
  const now = Date.now();
  const offMs = shown === null ? 0 : positionOf(shown, now) - positionOf(has, now);
  return isDeepStrictEqual(shownBy(shown), shownBy(has)) && Math.abs(offMs) < CLOSE_MS;
};

test("whatever two people do at the same time, each page ends with the bot's player", async () => {
  let run = 0;
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(script, fc.constantFrom(0, 30), async (steps, lagMs) => {
      const actors = [
        guestAt(party, (run * 2) % (RUNS * 2)),
        guestAt(party, (run * 2 + 1) % (RUNS * 2)),
      ] as const;
      run += 1;
      await party.play("alpha", "beta", "gamma", "delta");
      const pages = await Promise.all(actors.map(openPage));
      const agree = () => pages.every(({ player }) => isSame(player(), party.snapshot()));
      await until("both pages show the player", agree);
      party.players.node.lag(lagMs);
      const running: Promise<unknown>[] = [];
      for (const { actor, wish, waits } of steps) {
        const seen = pages[actor]?.player();
        const by = actors[actor];
        if (by === undefined || seen === undefined || seen === null) throw new Error("nobody is there");
        const asking = by.wish(wish.action, bodyOf(wish, seen)).then(({ body }) => {
          const outcome = body.outcome ?? body.error.code;
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        });
        running.push(asking);
        if (waits) await asking;
      }
      await Promise.all(running);
      await until("both pages show what the bot has", agree, PATIENCE_MS).catch(() => {
        for (const { player } of pages) expect(player()).toEqual(party.snapshot());
      });
      for (const actor of actors) actor.leave();
      await party.players.act({ action: "stop" }, GUILD);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(outcomes.get("done")).toBeGreaterThan(RUNS);
  for (const outcome of outcomes.keys()) expect(["done", "refused"]).toContain(outcome);
});
