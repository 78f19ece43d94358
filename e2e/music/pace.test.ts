import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { until } from "../support/until.ts";
import type { Guest } from "./guests.ts";
import { guestAt, openParty, type Party } from "./party.ts";

/** So many commands at once are hands; more is a script. */
const AT_ONCE = 10;

let party: Party;
/** Others for each test, so that nobody is too fast because of the test before. */
let guests: readonly Guest[];
let taken = 0;
beforeAll(async () => {
  party = await openParty({ guests: 8 });
  await party.play("one", "two", "three");
});
afterAll(() => party.close());
beforeEach(() => {
  guests = [guestAt(party, taken), guestAt(party, taken + 1)];
  taken += 2;
  party.heard.length = 0;
});

const place = (number: 0 | 1): Guest => guestAt({ guests: [...guests] }, number);
/** Commands that the bot was asked to do. */
const asked = () =>
  party.heard.flatMap((frame) => (frame.type === "ask" && frame.ask.kind === "command" ? frame : []));

test("who is too fast reads when to come back, may then do it by the same id, and hinders nobody else", async () => {
  const [script, hand] = [place(0), place(1)];
  const answers = await Promise.all(
    Array.from({ length: 14 }, (_, number) =>
      script.wish("volume", { id: `fast-${number}`, volume: number + 1 }),
    ),
  );
  const isRefused = ({ status }: { readonly status: number }) => status === 429;
  const refused = answers.filter(isRefused);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(AT_ONCE);
  expect(refused).toHaveLength(4);
  for (const { headers, body } of refused) {
    expect(headers.get("retry-after")).toBe("1");
    expect(body.error).toEqual({
      code: "too_fast",
      message: "that is faster than a player can be steered: wait 1 s",
    });
  }
  expect((await hand.wish("volume", { volume: 50 })).status).toBe(200);
  expect(asked()).toHaveLength(AT_ONCE + 1);
  const told = performance.now();
  const first = answers.findIndex(isRefused);
  await until("it is done by the same id", async () => {
    const { status } = await script.wish("volume", { id: `fast-${first}`, volume: 77 });
    return status === 200;
  });
  expect(performance.now() - told).toBeLessThan(1_500);
  expect(party.snapshot().volume).toBe(77);
});

test("a double click is one command, and so is an id that comes over two connections", async () => {
  const guest = place(0);
  const socket = await guest.dial();
  const wish = { id: "twice", query: "four" };
  socket.send({ action: "play", ...wish });
  const answers = await Promise.all([guest.wish("play", wish), guest.wish("play", wish)]);
  const { data } = await socket.frames.next(({ event }) => event === "result");
  const bodies = [...answers.map(({ body }) => body), data];
  expect(bodies.map(({ id, outcome }) => [id, outcome])).toEqual(Array(3).fill(["twice", "done"]));
  expect(asked()).toHaveLength(1);
  expect(party.titles().filter((title) => title?.includes("four"))).toHaveLength(1);
});

test("the same id of two people is two commands, which the bot keeps apart", async () => {
  const wish = { id: "same", query: "five" };
  const answers = await Promise.all([place(0), place(1)].map((guest) => guest.wish("play", wish)));
  expect(answers.map(({ body }) => body.outcome)).toEqual(["done", "done"]);
  const [first, second] = asked();
  expect(first?.id).not.toBe(second?.id);
  expect(new Set(asked().map(({ actor }) => actor.userId)).size).toBe(2);
  expect(party.titles().filter((title) => title?.includes("five"))).toHaveLength(2);
});

test("over a WebSocket too each command is answered by its id, in words where it was too fast", async () => {
  const guest = place(0);
  const socket = await guest.dial();
  const ids = Array.from({ length: AT_ONCE + 4 }, (_, number) => `ws-${number}`);
  for (const [volume, id] of ids.entries()) socket.send({ action: "volume", id, volume });
  const isAnswer = ({ event }: { readonly event: string }) => event === "result" || event === "error";
  const answers = await Promise.all(ids.map(() => socket.frames.next(isAnswer)));
  expect(answers.map(({ data }) => data.id).sort()).toEqual([...ids].sort());
  const errors = answers.filter(({ event }) => event === "error").map(({ data }) => data);
  expect(errors).toHaveLength(4);
  for (const { code, message } of errors)
    expect([code, message]).toEqual(["too_fast", "that is faster than a player can be steered: wait 1 s"]);
  expect(asked()).toHaveLength(AT_ONCE);
  expect(party.snapshot().volume).toBe(AT_ONCE - 1);
});
