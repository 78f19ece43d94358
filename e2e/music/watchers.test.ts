import { afterAll, beforeAll, expect, test } from "vitest";
import type { SseStream } from "../support/sse.ts";
import { until } from "../support/until.ts";
import { GUILD, type GuestSocket } from "./guests.ts";
import { guestAt, openParty, type Party } from "./party.ts";

const PEOPLE = 10;
/** Streams and WebSockets of each. */
const [STREAMS, SOCKETS] = [3, 2];
const MOST_EACH = 8;
/** All may hear of a change so much later than one alone. */
const MOST_SLOWER = 4;
const ROUNDS = 4;

let party: Party;
beforeAll(async () => {
  party = await openParty({ guests: PEOPLE + 1 });
  await party.play("one", "two");
});
afterAll(() => party.close());

/** A change as one watcher heard it. */
interface Heard {
  /** The word's number, which each word has that is encoded. */
  readonly id: number;
  readonly text: string;
  readonly at: number;
}

interface Watcher {
  /** The next change of the volume. */
  next(): Promise<Heard>;
  close(): void;
}

const streamer = (stream: SseStream): Watcher => ({
  next: async () => {
    const { id, data, receivedAt } = await stream.next(({ event }) => event === "volume_changed");
    return { id: id ?? 0, text: data, at: receivedAt };
  },
  close: stream.close,
});

const caller = ({ frames, raw }: GuestSocket): Watcher => ({
  next: async () => {
    const { seq, data } = await frames.next(({ event }) => event === "volume_changed");
    return { id: seq ?? 0, text: JSON.stringify(data), at: performance.now() };
  },
  close: () => raw.terminate(),
});

let volume = 0;

/** Has the volume changed, and waits until all have heard of it. */
const change = async (watchers: readonly Watcher[]) => {
  volume += 1;
  const hearing = watchers.map((watcher) => watcher.next());
  const changedAt = performance.now();
  await party.players.act({ action: "volume", volume }, GUILD);
  const heard = await Promise.all(hearing);
  return { heard, tookMs: Math.max(...heard.map(({ at }) => at)) - changedAt };
};

/** How long it takes until all have heard of a change, in ms: the shortest of some. */
const quickest = async (watchers: readonly Watcher[]): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push((await change(watchers)).tookMs);
  return Math.min(...times);
};

const asks = () =>
  party.heard.flatMap((frame) => (frame.type === "ask" ? `${frame.ask.kind} ${frame.actor.userId}` : []));

test("fifty watchers hear of one change, encoded once, about as soon as one does, and the bot is asked once for each person", async ({
  annotate,
}) => {
  const single = streamer(await guestAt(party, 0).watch());
  const aloneMs = await quickest([single]);
  const people = party.guests.slice(1);
  party.heard.length = 0;
  const watchers = (
    await Promise.all(
      people.map(async (guest) => [
        ...(await Promise.all(Array.from({ length: STREAMS }, async () => streamer(await guest.watch())))),
        ...(await Promise.all(Array.from({ length: SOCKETS }, async () => caller(await guest.dial())))),
      ]),
    )
  ).flat();
  expect(watchers).toHaveLength(50);
  expect(asks().sort()).toEqual(people.map(({ id }) => `watch ${id}`).sort());
  const allMs = await quickest(watchers);
  await annotate(`one heard after ${Math.round(aloneMs)} ms, the last of 50 after ${Math.round(allMs)} ms`);
  expect(allMs).toBeLessThan(aloneMs * MOST_SLOWER);
  const { heard } = await change(watchers);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
  expect(new Set(heard.map(({ text }) => text)).size).toBe(1);
  expect(JSON.parse(heard[0]?.text ?? "")).toMatchObject({ volume });
  for (const { close } of watchers) close();
  await change([single]);
  expect(party.heard.filter(({ type }) => type === "unwatch")).toEqual([]);
  single.close();
  await until("the bot is told that nobody watches", () => party.heard.at(-1)?.type === "unwatch");
  expect(party.heard.filter(({ type }) => type === "unwatch")).toEqual([{ type: "unwatch", guildId: GUILD }]);
});

test("who has eight open is told to close one, and others come in", async () => {
  const [greedy, other] = [guestAt(party, 1), guestAt(party, 2)];
  await until("those of before are gone", async () => {
    greedy.leave();
    const opened = [];
    for (let count = 1; count < MOST_EACH; count += 1) opened.push(await greedy.watch());
    return opened.every(({ status }) => status === 200);
  });
  await greedy.dial();
  const refused = await greedy.get(`/api/servers/${GUILD}/events?cluster=main`);
  expect(refused.status).toBe(503);
  expect(refused.body.error).toEqual({
    code: "too_many_viewers",
    message: "too many viewers at once; come back in a moment, or close another",
  });
  await expect(greedy.dial()).rejects.toThrow("503");
  expect((await other.watch()).status).toBe(200);
  greedy.leave();
  other.leave();
});
