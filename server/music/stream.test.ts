import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { playerEventSchemas } from "#protocol/music-view.ts";
import { createListeningServer } from "../links/test-link.ts";
import type { Viewer } from "../sessions/viewer.ts";
import { GUILD, seen, snapshotLike } from "./test-bot.ts";
import { arriveAt, cookieOf, judge, PEOPLE, signOut, withPeople } from "./test-people.ts";
import { listenTo } from "./test-stream.ts";

const AT = `/api/servers/${GUILD}`;
const { dj, listener, member, staff, stranger } = PEOPLE;

let server: Awaited<ReturnType<typeof createListeningServer>>;
beforeEach(async () => {
  server = await createListeningServer(...withPeople());
});
afterEach(() => server.close());

const listen = (who: string, query = "") => listenTo(`${server.url}${AT}/events${query}`, cookieOf(who));

const asks = (bot: ReturnType<typeof arriveAt>) => bot.frames.filter(({ type }) => type === "ask");
const watches = (bot: ReturnType<typeof arriveAt>) =>
  bot.frames.filter((frame) => frame.type === "ask" && frame.ask.kind === "watch").length;

test("a viewer hears what they may do and what plays, then what changes", async () => {
  const { say } = arriveAt(server);
  const { received, names } = await listen(dj.userId);
  await vi.waitFor(() => expect(names()).toEqual(["rights", "snapshot"]));
  expect(playerEventSchemas.rights.parse(received[0]?.data).may).toContain("skip");
  expect(playerEventSchemas.snapshot.parse(received[1]?.data)).toMatchObject({
    isAway: false,
    player: { rev: 1 },
  });
  say({ type: "player", guildId: GUILD, at: 0, player: snapshotLike({ rev: 2, volume: 30 }) });
  await vi.waitFor(() => expect(names().at(-1)).toBe("volume_changed"));
  expect(received.at(-1)?.data).toMatchObject({ rev: 2, volume: 30 });
  server.clock.advance(5_000);
  await vi.waitFor(() => expect(names().at(-1)).toBe("tick"));
  const ids = received.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test("a title that would break a line of the stream breaks none", async () => {
  const title = "\n\nevent: end\ndata: {}\r\n\u2028<script>";
  const current = {
    uid: "u",
    title,
    author: "",
    uri: null,
    artworkUrl: null,
    durationMs: 0,
    isStream: true,
    source: "x",
    requester: null,
  };
  arriveAt(server, judge(snapshotLike({ current })));
  const { received, names } = await listen(member.userId);
  await vi.waitFor(() => expect(names()).toEqual(["rights", "snapshot"]));
  expect(received[1]?.data.player.current.title).toBe(title);
});

test("whom the bot does not let see it gets no stream", async () => {
  const bot = arriveAt(server, (frame) =>
    frame.type === "ask"
      ? { kind: "result", result: { outcome: "refused", message: "not a member", rev: null } }
      : judge()(frame),
  );
  expect((await listen(member.userId)).status).toBe(403);
  expect((await listen(stranger.userId)).status).toBe(404);
  expect((await listen(staff.userId)).status).toBe(404);
  expect(server.watching.size).toBe(0);
  expect(bot.frames.at(-1)).toEqual({ type: "unwatch", guildId: GUILD });
});

test("it ends at once when they sign out, and with the server", async () => {
  arriveAt(server);
  const [first, second] = [await listen(dj.userId), await listen(listener.userId)];
  await signOut(server, dj.userId);
  await first.ended;
  expect(first.received.at(-1)).toMatchObject({ event: "end", data: { reason: "signed_out" } });
  server.watching.stop();
  await second.ended;
  expect(second.received.at(-1)).toMatchObject({ event: "end", data: { reason: "stopping" } });
  expect(server.watching.size).toBe(0);
});

test("when the bot goes it is said, and when it comes back nothing is told to whom it lets in no more", async () => {
  const first = arriveAt(server);
  const [kept, lost] = [await listen(dj.userId), await listen(listener.userId)];
  server.music.desk.leave(first.peer);
  await vi.waitFor(() => expect(kept.names().at(-1)).toBe("away"));
  arriveAt(server, (frame) =>
    frame.type === "ask" && frame.actor.userId === listener.userId
      ? { kind: "result", result: { outcome: "refused", message: "you were banned", rev: null } }
      : judge(snapshotLike({ rev: 0, volume: 42 }))(frame),
  );
  server.clock.advance(5_000);
  await lost.ended;
  expect(lost.names().slice(2)).toEqual(["away", "tick", "end"]);
  expect(lost.received.at(-1)?.data).toEqual({ reason: "forbidden", message: "you were banned" });
  expect(lost.raw()).not.toContain("42");
  await vi.waitFor(() => expect(kept.names()).toContain("back"));
  const told = kept.names().slice(kept.names().indexOf("away"));
  expect(told.filter((name) => name !== "tick")).toEqual(["away", "rights", "snapshot", "back"]);
  expect(kept.received.find(({ data }) => data.player?.volume === 42)).toBeDefined();
});

test("fifty who watch while nothing happens are one question a minute", async () => {
  const everyone = Array.from({ length: 50 }, (_, place) =>
    viewerLike(String(200_000_000_000_000_000n + BigInt(place))),
  );
  const bot = arriveAt(server, (frame) => (frame.type === "ask" ? seen() : judge()(frame)));
  await Promise.all(
    everyone.map((viewer) => server.watching.join(viewer, { cluster: "main", guildId: GUILD })),
  );
  expect([server.watching.size, watches(bot)]).toEqual([50, 50]);
  for (let minute = 1; minute <= 5; minute += 1) {
    server.clock.advance(60_000);
    await new Promise(setImmediate);
    expect(watches(bot)).toBe(50 + minute);
  }
  const asked = asks(bot)
    .slice(50)
    .map((frame) => frame.type === "ask" && frame.actor.userId);
  expect(new Set(asked).size).toBe(5);
});

const viewerLike = (userId: string): Viewer => ({
  kind: "session",
  actor: { userId, via: "session" },
  name: "someone",
  avatar: null,
  guilds: [{ id: GUILD, name: "x", icon: null, isManager: false }],
  isStaff: false,
  mayControl: true,
  cluster: null,
  stands: () => true,
});

test("rights are asked for again after a change, at most every 30 s, and at once after a refusal", async () => {
  const bot = arriveAt(server);
  const { names } = await listen(listener.userId);
  await vi.waitFor(() => expect(names()).toHaveLength(2));
  const change = (rev: number) =>
    bot.say({
      type: "player",
      guildId: GUILD,
      at: 0,
      player: snapshotLike({ rev, state: rev % 2 === 0 ? "paused" : "playing" }),
    });
  expect(watches(bot)).toBe(1);
  for (let rev = 2; rev < 12; rev += 1) change(rev);
  expect(watches(bot)).toBe(1);
  server.clock.advance(30_000);
  await vi.waitFor(() => expect(watches(bot)).toBe(2));
  await fetch(`${server.url}${AT}/clear`, { method: "POST", headers: cookieOf(listener.userId) });
  await vi.waitFor(() => expect(watches(bot)).toBe(3));
  expect(asks(bot).at(-1)).toMatchObject({ actor: { userId: listener.userId } });
});

test("nobody has more than eight streams", async () => {
  arriveAt(server);
  for (let count = 0; count < 8; count += 1) expect((await listen(dj.userId)).status).toBe(200);
  expect((await listen(dj.userId)).status).toBe(503);
  expect((await listen(member.userId)).status).toBe(200);
});

test("who leaves is gone, and with the last one the bot stops telling", async () => {
  const bot = arriveAt(server);
  const streams = [await listen(dj.userId), await listen(member.userId)];
  expect(server.watching.size).toBe(2);
  for (const { leave } of streams) leave();
  await vi.waitFor(() => expect(server.watching.size).toBe(0));
  expect(bot.frames.at(-1)).toEqual({ type: "unwatch", guildId: GUILD });
});

test("a stream begun while the bot is away tells all once it comes", async () => {
  const { names, received } = await listen(dj.userId, "?cluster=main");
  await vi.waitFor(() => expect(names()).toEqual(["rights", "snapshot"]));
  expect(received[1]?.data).toMatchObject({ isAway: true, player: null });
  arriveAt(server);
  server.clock.advance(5_000);
  await vi.waitFor(() => expect(names().at(-1)).toBe("back"));
  expect(received.at(-2)?.data).toMatchObject({ isAway: false, player: { rev: 1 } });
});
