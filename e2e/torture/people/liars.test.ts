import { afterAll, beforeAll, expect, test } from "vitest";
import { GUILD, OTHER_GUILD, seen, snapshotLike } from "../../../server/music/test-bot.ts";
import { until } from "../../support/until.ts";
import { type HonestPlayer, watchHonestPlayer } from "./honest-player.ts";
import { openPanel, type Panel, type PanelBot, startPanelBot } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;

let panel: Panel;
/** Of the cluster `patron_1`; it says that it runs shard 1 alone. */
let liar: PanelBot;
let honest: HonestPlayer;
let dj: Record<string, string>;
beforeAll(async () => {
  panel = await openPanel();
  const of = { cluster: "patron_1", boot: "liar", shardIds: [1] };
  liar = await startPanelBot(panel.server.url, () => null, of);
  dj = await panel.come("dj");
  honest = await watchHonestPlayer(panel, dj);
});
afterAll(async () => {
  honest?.close();
  liar?.link.socket.terminate();
  await panel?.close();
});

const lie = (guildId: string, player: object) =>
  liar.send({ type: "player", guildId, at: Date.now(), player });

test("players of servers that it does not serve, of another server, and of nobody are told to nobody", async () => {
  lie(GUILD, snapshotLike({ rev: 999, volume: 666 }));
  lie(OTHER_GUILD, snapshotLike({ rev: 999, volume: 666 }));
  lie(OTHER_GUILD, { ...snapshotLike({ guildId: OTHER_GUILD }), secret: "x" });
  await honest.change();
});

test("it lets nobody in to servers that it does not serve", async () => {
  expect(await liar.invite({ userId: "100000000000000004", guildId: GUILD })).toBe(
    "this process does not serve that server",
  );
  const link = await liar.invite({ userId: "100000000000000004", guildId: OTHER_GUILD });
  const entered = await panel.ask(new URL(link).pathname, { method: "POST", headers: { origin: panel.url } });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  for (const path of [`${AT}/status`, `/api/servers/${OTHER_GUILD}/status?cluster=main`])
    expect((await panel.ask(path, { headers: { cookie } })).status, path).toBe(404);
});

test("answers that it was not asked for, and those that come too late, change nothing", async () => {
  const asked = panel.bot.frames.flatMap((frame) => ("id" in frame ? frame.id : []));
  for (const id of [...asked, "1", "x".repeat(64)]) {
    liar.send({ type: "answer", id, answer: { ...seen(), isManager: true } });
    liar.send({
      type: "answer",
      id,
      answer: { kind: "result", result: { outcome: "done", message: "x", rev: 1 } },
    });
  }
  expect((await panel.ask(`${AT}/keys`, { headers: dj })).status).toBe(403);
  const stranger = await panel.come("stranger");
  const path = `/api/servers/${OTHER_GUILD}/skip?cluster=patron_1`;
  const waiting = panel.ask(path, { method: "POST", headers: stranger });
  const frame = await until("it was asked", () => liar.frames.findLast(({ type }) => type === "ask"));
  const late = await waiting;
  expect(late.status).toBe(409);
  expect(late.json()).toMatchObject({ outcome: "expired" });
  const result = { outcome: "done", message: "x", rev: 1 };
  if ("id" in frame) liar.send({ type: "answer", id: frame.id, answer: { kind: "result", result } });
  await honest.change();
});

test("a bot that lets in a thousand people and more ends only their own sessions", async () => {
  const enter = async (count: number) => {
    const userId = String(200_000_000_000_000_000n + BigInt(count));
    const link = await liar.invite({ userId, guildId: OTHER_GUILD });
    const headers = { origin: panel.url };
    return (await panel.ask(new URL(link).pathname, { method: "POST", headers })).status;
  };
  const statuses = new Set<number>();
  for (let count = 0; count < 1_100; count += 20)
    for (const status of await Promise.all(Array.from({ length: 20 }, (_, more) => enter(count + more))))
      statuses.add(status);
  expect([...statuses]).toEqual([303]);
  expect((await panel.ask("/api/session", { headers: dj })).text).toContain("100000000000000004");
  await honest.change();
});
