import { expect } from "vitest";
import { SOMEBODY, type Steered } from "./steering.ts";

/** Of one that plays A while B, C and D wait: previous plays what was before, and what plays comes after it. */
export const goesBack = async ({ act, playing, titles, find }: Steered) => {
  expect((await act({ action: "previous" })).outcome).toBe("refused");
  await act({ action: "skip" });
  await playing("Song b");
  expect(await find({ lookup: "history" })).toMatchObject({
    items: [{ title: "Song a", requester: SOMEBODY }],
  });
  expect((await act({ action: "previous" })).outcome).toBe("done");
  await playing("Song a");
  expect(titles()).toEqual(["Song a", "Song b", "Song c", "Song d"]);
  await act({ action: "skip" });
  await playing("Song b");
  expect(await find({ lookup: "history" })).toMatchObject({ items: [{ title: "Song a" }] });
};

/** Shuffle and clear change the queue alone. */
export const shufflesAndClears = async ({ act, titles }: Steered) => {
  expect((await act({ action: "shuffle" })).outcome).toBe("done");
  expect([...titles()].sort()).toEqual(["Song a", "Song b", "Song c", "Song d"]);
  expect(titles()[0]).toBe("Song a");
  expect((await act({ action: "clear" })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a"]);
  expect((await act({ action: "shuffle" })).outcome).toBe("refused");
  expect((await act({ action: "clear" })).outcome).toBe("done");
};

/** Entries are moved and removed by their uid, which stays theirs. */
export const movesAndRemoves = async ({ act, titles, uidOf }: Steered) => {
  const [a, b, d] = [uidOf("Song a"), uidOf("Song b"), uidOf("Song d")];
  expect((await act({ action: "move", uid: d, before: b })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a", "Song d", "Song b", "Song c"]);
  expect((await act({ action: "move", uid: d, before: null })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a", "Song b", "Song c", "Song d"]);
  expect((await act({ action: "move", uid: b, before: d })).outcome).toBe("done");
  expect((await act({ action: "move", uid: b, before: b })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a", "Song c", "Song b", "Song d"]);
  expect([uidOf("Song b"), uidOf("Song d")]).toEqual([b, d]);
  expect(await act({ action: "remove", uid: b })).toEqual({
    outcome: "done",
    message: "“Song b” was removed from the queue",
  });
  expect(titles()).toEqual(["Song a", "Song c", "Song d"]);
  for (const command of [
    { action: "remove", uid: b },
    { action: "remove", uid: a },
    { action: "move", uid: b, before: null },
    { action: "move", uid: d, before: b },
    { action: "move", uid: d, before: a },
  ] as const)
    expect((await act(command)).outcome).toBe("refused");
  expect(titles()).toEqual(["Song a", "Song c", "Song d"]);
};
