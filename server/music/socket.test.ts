import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { createListeningServer } from "../links/test-link.ts";
import { GUILD, snapshotLike } from "./test-bot.ts";
import { arriveAt, cookieOf, judge, PEOPLE, signOut, withPeople } from "./test-people.ts";

const { dj, listener, manager, stranger } = PEOPLE;

let server: Awaited<ReturnType<typeof createListeningServer>>;
beforeEach(async () => {
  server = await createListeningServer(...withPeople());
});
afterEach(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Frame = any;

const dial = (headers: Record<string, string>, guildId = GUILD) => {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${guildId}`, { headers });
  const frames: Frame[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  return {
    socket,
    frames,
    names: () => frames.map(({ event }) => event),
    /** The close code. */
    closed: once(socket, "close").then(([code]) => Number(code)),
    say: (frame: unknown) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    last: () => frames.at(-1),
  };
};

const join = async (headers: Record<string, string>) => {
  const line = dial(headers);
  await vi.waitFor(() => expect(line.names()).toEqual(["rights", "snapshot"]));
  return line;
};

/** The status that a handshake is refused with. */
const refusal = async (headers: Record<string, string>, guildId?: string): Promise<number | undefined> => {
  const { socket } = dial(headers, guildId);
  socket.on("error", () => {});
  const [, answer] = await once(socket, "unexpected-response");
  answer.resume();
  return answer.statusCode;
};

const keyOf = async (scope: "read" | "control") => {
  const by = { id: manager.userId, name: "a manager" };
  return (await server.guildKeys.make(GUILD, by, { label: "x", scope })).text;
};

test("what happens comes down, commands go up, and their results come by their ids", async () => {
  const { say, frames } = arriveAt(server);
  const line = await join(cookieOf(dj.userId));
  line.say({ action: "volume", volume: 30, id: "one", seenRev: 1 });
  await vi.waitFor(() =>
    expect(line.last()).toMatchObject({ event: "result", data: { id: "one", outcome: "done" } }),
  );
  expect(frames.at(-1)).toMatchObject({
    actor: { userId: dj.userId, via: "session" },
    ask: { command: { action: "volume", volume: 30 }, seenRev: 1 },
  });
  say({ type: "player", guildId: GUILD, at: 0, player: snapshotLike({ rev: 2, volume: 30 }) });
  await vi.waitFor(() =>
    expect(line.last()).toMatchObject({ event: "volume_changed", data: { volume: 30 } }),
  );
  line.say({ action: "loop", mode: "off", id: "two" });
  await vi.waitFor(() => expect(line.names()).toContain("result"));
  await vi.waitFor(() =>
    expect(line.frames.find(({ data }) => data.id === "two")).toMatchObject({ data: { outcome: "refused" } }),
  );
});

test("a frame that is wrong is told, and the line stands", async () => {
  const { frames } = arriveAt(server);
  const line = await join(cookieOf(dj.userId));
  const asked = frames.length;
  const wrong = [
    "{",
    "[]",
    { action: "explode", id: "a" },
    { action: "skip" },
    { action: "skip", id: "b", more: 1 },
  ];
  for (const frame of wrong) line.say(frame);
  line.socket.send(Buffer.from("{}"), { binary: true });
  await vi.waitFor(() => expect(line.names().filter((name) => name === "error")).toHaveLength(6));
  expect(line.frames.slice(2).map(({ data }) => data.code)).toEqual(Array(6).fill("invalid"));
  expect(frames).toHaveLength(asked);
  line.say({ action: "skip", id: "c" });
  await vi.waitFor(() => expect(line.last()).toMatchObject({ event: "result" }));
});

test("a cookie opens it only for this server's own page, and a key for any program", async () => {
  arriveAt(server);
  const { cookie } = cookieOf(dj.userId);
  expect(await refusal({ cookie })).toBe(403);
  expect(await refusal({ cookie, origin: "https://evil.example" })).toBe(403);
  expect(await refusal({})).toBe(401);
  expect(await refusal(cookieOf(stranger.userId))).toBe(404);
  expect(await refusal(cookieOf(dj.userId), "123456789012345678")).toBe(404);
  await join({ authorization: `Bearer ${await keyOf("read")}` });
});

test("a key that may only read steers nothing", async () => {
  const { frames } = arriveAt(server);
  const line = await join({ authorization: `Bearer ${await keyOf("read")}` });
  line.say({ action: "skip", id: "a" });
  await vi.waitFor(() =>
    expect(line.last()).toMatchObject({ event: "error", data: { id: "a", code: "forbidden" } }),
  );
  const strong = await join({ authorization: `Bearer ${await keyOf("control")}` });
  strong.say({ action: "skip", id: "b" });
  await vi.waitFor(() => expect(strong.last()).toMatchObject({ event: "result", data: { outcome: "done" } }));
  expect(frames.filter((frame) => frame.type === "ask" && frame.ask.kind === "command")).toHaveLength(1);
});

test("it is closed at once when the session ends, and when the key is revoked", async () => {
  arriveAt(server);
  const [line, other] = [await join(cookieOf(dj.userId)), await join(cookieOf(listener.userId))];
  await signOut(server, dj.userId);
  expect(await line.closed).toBe(4401);
  expect(line.last()).toMatchObject({ event: "end", data: { reason: "signed_out" } });
  const text = await keyOf("control");
  const keyed = await join({ authorization: `Bearer ${text}` });
  await server.guildKeys.revoke(GUILD, text.split("_")[1] ?? "");
  expect(await keyed.closed).toBe(4401);
  expect(other.socket.readyState).toBe(WebSocket.OPEN);
});

test("who goes is gone, and a peer that answers no ping is cut off", async () => {
  arriveAt(server, judge());
  const [line, dead] = [await join(cookieOf(dj.userId)), await join(cookieOf(listener.userId))];
  line.socket.close();
  await line.closed;
  await vi.waitFor(() => expect(server.watching.size).toBe(1));
  dead.socket.pause();
  for (let count = 0; count < 12; count += 1) server.clock.advance(5_000);
  await vi.waitFor(() => expect(server.watching.size).toBe(0));
});
