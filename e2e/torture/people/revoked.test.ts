import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { GUILD, snapshotLike } from "../../../server/music/test-bot.ts";
import { openSse } from "../../support/sse.ts";
import { openPanel, type Panel } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
const AT_ONCE_MS = 1_000;
type Headers = Record<string, string>;

let panel: Panel;
beforeAll(async () => {
  panel = await openPanel();
});
afterAll(() => panel?.close());

/** What someone has open, half of it streams and half of it WebSockets; each resolves with how it ended. */
const watchAs = async (headers: Headers, count: number) => {
  const watches = Array.from({ length: count }, async (_, place) => {
    if (place % 2 === 0) {
      const stream = await openSse(`${panel.url}${AT}/events`, { headers });
      onTestFinished(stream.close);
      expect(stream.status).toBe(200);
      const ended = stream
        .next(({ event }) => event === "end", 60_000)
        .then(({ data }) => JSON.parse(data).reason)
        .catch(() => "no word");
      return { ended, isOpen: () => !stream.hasEnded };
    }
    const socket = new WebSocket(`${panel.url.replace("http", "ws")}/ws/${GUILD}`, { headers });
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    return {
      ended: once(socket, "close").then(([code]) => (code === 4401 ? "signed_out" : String(code))),
      isOpen: () => socket.readyState === WebSocket.OPEN,
    };
  });
  return Promise.all(watches);
};

/** The bot tells changes without end, so that there is always something on its way. */
const keepBusy = () => {
  let rev = 1;
  const timer = setInterval(() => {
    rev += 1;
    const player = snapshotLike({ rev, volume: rev % 1_000 });
    panel.bot.send({ type: "player", guildId: GUILD, at: Date.now(), player });
  }, 1);
  onTestFinished(() => clearInterval(timer));
};

const write = (headers: Headers, method: string, path: string, body?: object) =>
  panel.ask(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });

test("CVE-2023-44400 on people: what was opened ends at once with the session or the key, however much is on its way, and nothing else", async () => {
  const [dj, phone, member, manager] = [
    await panel.come("dj"),
    await panel.come("dj"),
    await panel.come("member"),
    await panel.come("manager"),
  ];
  const made = await write(manager, "POST", `${AT}/keys`, { label: "x", scope: "read" });
  const { id, key } = made.json<{ id: string; key: string }>();
  const byKey = { authorization: `Bearer ${key}` };
  const [djs, others, keys] = await Promise.all([watchAs(dj, 8), watchAs(member, 8), watchAs(byKey, 8)]);
  keepBusy();
  let askedAt = performance.now();
  expect((await write(phone, "POST", "/auth/sign-out-everywhere")).status).toBe(204);
  expect(await Promise.all(djs.map(({ ended }) => ended))).toEqual(new Array(8).fill("signed_out"));
  expect(performance.now() - askedAt).toBeLessThan(AT_ONCE_MS);
  askedAt = performance.now();
  expect((await write(manager, "DELETE", `${AT}/keys/${id}`)).status).toBe(204);
  expect(await Promise.all(keys.map(({ ended }) => ended))).toEqual(new Array(8).fill("signed_out"));
  expect(performance.now() - askedAt).toBeLessThan(AT_ONCE_MS);
  expect(others.every(({ isOpen }) => isOpen())).toBe(true);
  for (const headers of [dj, phone, byKey]) {
    expect((await write(headers, "GET", `${AT}/status`)).status).toBe(401);
    expect((await write(headers, "POST", `${AT}/skip`)).status).toBe(401);
  }
});

test("who signs out while they open a stream gets none, or sees its end", async () => {
  for (let round = 0; round < 10; round += 1) {
    const dj = await panel.come("dj");
    const opening = openSse(`${panel.url}${AT}/events`, { headers: dj });
    const [stream] = await Promise.all([opening, write(dj, "POST", "/auth/sign-out")]);
    onTestFinished(stream.close);
    if (stream.status === 200) {
      const { data } = await stream.next(({ event }) => event === "end", AT_ONCE_MS);
      expect(JSON.parse(data)).toMatchObject({ reason: "signed_out" });
    } else expect(stream.status).toBe(401);
  }
});

test("of two who use one link at the same moment one gets in", async () => {
  for (let round = 0; round < 5; round += 1) {
    const link = await panel.bot.invite({ userId: "100000000000000004", guildId: GUILD });
    const { pathname } = new URL(link);
    const headers = { origin: panel.url };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => panel.ask(pathname, { method: "POST", headers })),
    );
    const entered = answers.filter(({ status }) => status === 303);
    expect(entered).toHaveLength(1);
    for (const answer of answers)
      expect(answer.headers["set-cookie"] !== undefined).toBe(answer.status === 303);
  }
});
