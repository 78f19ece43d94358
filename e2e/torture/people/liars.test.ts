import { afterAll, beforeAll, expect, test } from "vitest";
import { GUILD, OTHER_GUILD, seen, snapshotLike } from "../../../server/music/test-bot.ts";
import { until } from "../../support/until.ts";
import { type LiarGround, openLiarGround } from "./liar.ts";

const AT = `/api/servers/${GUILD}`;

let ground: LiarGround;
beforeAll(async () => {
  ground = await openLiarGround(() => null);
});
afterAll(() => ground?.close());

test("players of servers that it does not serve, of another server, and of nobody are told to nobody", async () => {
  ground.lie(GUILD, snapshotLike({ rev: 999, volume: 666 }));
  ground.lie(OTHER_GUILD, snapshotLike({ rev: 999, volume: 666 }));
  ground.lie(OTHER_GUILD, { ...snapshotLike({ guildId: OTHER_GUILD }), secret: "x" });
  await ground.honest.change();
});

test("it lets nobody in to servers that it does not serve", async () => {
  expect(await ground.liar.invite({ userId: "100000000000000004", guildId: GUILD })).toBe(
    "this process does not serve that server",
  );
  const link = await ground.liar.invite({ userId: "100000000000000004", guildId: OTHER_GUILD });
  const entered = await ground.panel.ask(new URL(link).pathname, {
    method: "POST",
    headers: { origin: ground.panel.url },
  });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  for (const path of [`${AT}/status`, `/api/servers/${OTHER_GUILD}/status?cluster=main`])
    expect((await ground.panel.ask(path, { headers: { cookie } })).status, path).toBe(404);
});

test("answers that it was not asked for, and those that come too late, change nothing", async () => {
  const asked = ground.panel.bot.frames.flatMap((frame) => ("id" in frame ? frame.id : []));
  for (const id of [...asked, "1", "x".repeat(64)]) {
    ground.liar.send({ type: "answer", id, answer: { ...seen(), isManager: true } });
    ground.liar.send({
      type: "answer",
      id,
      answer: { kind: "result", result: { outcome: "done", message: "x", rev: 1 } },
    });
  }
  expect((await ground.panel.ask(`${AT}/keys`, { headers: ground.dj })).status).toBe(403);
  const stranger = await ground.panel.come("stranger");
  const path = `/api/servers/${OTHER_GUILD}/skip?cluster=patron_1`;
  const waiting = ground.panel.ask(path, { method: "POST", headers: stranger });
  const frame = await until("it was asked", () => ground.liar.frames.findLast(({ type }) => type === "ask"));
  const late = await waiting;
  expect(late.status).toBe(409);
  expect(late.json()).toMatchObject({ outcome: "expired" });
  const result = { outcome: "done", message: "x", rev: 1 };
  if ("id" in frame) ground.liar.send({ type: "answer", id: frame.id, answer: { kind: "result", result } });
  await ground.honest.change();
});

test("a bot that lets in a thousand people and more ends only their own sessions", async () => {
  const enter = async (count: number) => {
    const userId = String(200_000_000_000_000_000n + BigInt(count));
    const link = await ground.liar.invite({ userId, guildId: OTHER_GUILD });
    const headers = { origin: ground.panel.url };
    return (await ground.panel.ask(new URL(link).pathname, { method: "POST", headers })).status;
  };
  const statuses = new Set<number>();
  for (let count = 0; count < 1_100; count += 20)
    for (const status of await Promise.all(Array.from({ length: 20 }, (_, more) => enter(count + more))))
      statuses.add(status);
  expect([...statuses]).toEqual([303]);
  expect((await ground.panel.ask("/api/session", { headers: ground.dj })).text).toContain(
    "100000000000000004",
  );
  await ground.honest.change();
});
