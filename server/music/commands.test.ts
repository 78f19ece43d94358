import { afterEach, beforeEach, expect, test } from "vitest";
import { commandResultSchema } from "#protocol/music-view.ts";
import { GUILD } from "./test-bot.ts";
import { createPlayerServer, judge, PEOPLE } from "./test-people.ts";

const { dj, listener, manager } = PEOPLE;
const AT = `/api/servers/${GUILD}`;

let server: ReturnType<typeof createPlayerServer>;
beforeEach(() => {
  server = createPlayerServer();
});
afterEach(() => server.close());

test("a command is answered with its result", async () => {
  const { frames } = server.arrive();
  const done = await server.ask(dj.userId, "POST", `${AT}/volume`, { volume: 50, id: "one", seenRev: 1 });
  expect(done.status).toBe(200);
  expect(commandResultSchema.parse(done.body)).toEqual({
    id: "one",
    outcome: "done",
    message: "done",
    rev: 2,
  });
  expect(frames.at(-1)).toMatchObject({
    actor: { userId: dj.userId, via: "session" },
    ask: { kind: "command", command: { action: "volume", volume: 50 }, seenRev: 1 },
  });
  const refused = await server.ask(listener.userId, "POST", `${AT}/clear`);
  expect(refused).toMatchObject({
    status: 409,
    body: { outcome: "refused", message: "join the voice channel first" },
  });
});

test("the same id is done once, wherever it is written", async () => {
  const { frames } = server.arrive();
  await server.ask(dj.userId, "POST", `${AT}/skip`, { id: "one" });
  await server.ask(dj.userId, "POST", `${AT}/skip`, undefined, { "idempotency-key": "one" });
  expect(frames.filter(({ type }) => type === "ask")).toHaveLength(1);
  const both = await server.ask(
    dj.userId,
    "POST",
    `${AT}/skip`,
    { id: "two" },
    { "idempotency-key": "three" },
  );
  expect(both.status).toBe(400);
  await server.ask(dj.userId, "POST", `${AT}/skip`);
  await server.ask(dj.userId, "POST", `${AT}/skip`);
  expect(frames.filter(({ type }) => type === "ask")).toHaveLength(3);
});

test("what goes wrong on the way is told apart", async () => {
  const answers = { outcome: "failed" };
  const { peer } = server.arrive((frame) =>
    frame.type === "ask" && frame.ask.kind === "command"
      ? answers.outcome === "failed"
        ? { kind: "result", result: { outcome: "failed", message: "no node", rev: null } }
        : null
      : judge()(frame),
  );
  const skip = () => server.ask(dj.userId, "POST", `${AT}/skip`);
  expect(await skip()).toMatchObject({ status: 502, body: { outcome: "failed" } });
  answers.outcome = "silence";
  const late = skip();
  await new Promise(setImmediate);
  server.clock.advance(5_000);
  expect(await late).toMatchObject({ status: 409, body: { outcome: "expired" } });
  const lost = skip();
  await new Promise(setImmediate);
  server.music.desk.leave(peer);
  expect(await lost).toMatchObject({ status: 409, body: { outcome: "unknown" } });
  expect(await server.ask(dj.userId, "POST", `${AT}/skip?cluster=main`)).toMatchObject({
    status: 503,
    body: { outcome: "away" },
  });
  expect(await server.ask(dj.userId, "GET", `${AT}/status`)).toMatchObject({ status: 503 });
});

test("where several clusters serve a server, one has to be named", async () => {
  const main = server.arrive();
  const patron = server.arrive(judge(), { cluster: "patron_1" });
  const unnamed = await server.ask(dj.userId, "POST", `${AT}/skip`);
  expect(unnamed.status).toBe(400);
  expect(unnamed.body.error.message).toContain("?cluster=main or ?cluster=patron_1");
  expect((await server.ask(dj.userId, "POST", `${AT}/skip?cluster=patron_1`)).status).toBe(200);
  expect((await server.ask(dj.userId, "POST", `${AT}/skip?cluster=nowhere`)).status).toBe(404);
  const commands = ({ frames }: typeof main) => frames.filter(({ type }) => type === "ask").length;
  expect([commands(main), commands(patron)]).toEqual([0, 1]);
});

test("a body that is wrong is told field by field, and never asked of the bot", async () => {
  const { frames } = server.arrive();
  for (const [action, body] of [
    ["volume", { volume: "loud" }],
    ["volume", {}],
    ["skip", { action: "clear" }],
    ["skip", { id: "a b" }],
    ["skip", { seenRev: -1 }],
    ["skip", []],
    ["play", { query: " " }],
    ["remove", { uid: "<b>" }],
    ["skip", { more: 1 }],
  ] as const) {
    const answer = await server.ask(manager.userId, "POST", `${AT}/${action}`, body);
    expect([action, answer.status, answer.body.error?.code]).toEqual([action, 400, "invalid"]);
  }
  expect(frames.filter(({ type }) => type === "ask")).toEqual([]);
});

test("nobody steers faster than hands can", async () => {
  server.arrive();
  const statuses: number[] = [];
  for (let count = 0; count < 12; count += 1)
    statuses.push((await server.ask(dj.userId, "POST", `${AT}/skip`)).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.at(-1)).toBe(429);
});
