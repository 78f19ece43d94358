import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createTestServer } from "../server/test-server.ts";
import { type FakeDiscord, startFakeDiscord } from "./fake-discord/fake-discord.ts";
import { shardsIn, startBot } from "./support/bot.ts";
import { startServer } from "./support/server.ts";
import { elapsed, until } from "./support/until.ts";

let discord: FakeDiscord;

beforeEach(async () => {
  discord = await startFakeDiscord();
});

afterEach(() => discord.close());

const shown = (): string => {
  const [embed] = discord.webhook.messages[0]?.body.embeds ?? [];
  return `${embed?.title}\n${embed?.description}`;
};

describe("on a clock turned by hand", () => {
  /** The server, its bot, and when on its clock each request went to Discord. */
  const start = () => {
    const askedAt: number[] = [];
    const server = createTestServer(
      { DISCORD_MIRROR_WEBHOOK: discord.webhookUrl, CLUSTERS: "main:60", HEALTH_TIMEOUT: "3600" },
      {
        fetch: (input, init) => {
          askedAt.push(server.clock.monotonic());
          return fetch(input, init);
        },
      },
    );
    onTestFinished(() => {
      server.endFeeds();
      server.close();
    });
    let seq = 0;
    return {
      ...server,
      askedAt,
      /** How long after each other the requests went out. */
      gaps: () => askedAt.slice(1).map((at, place) => at - (askedAt[place] ?? 0)),
      tell: async (shards: object[]) => {
        seq += 1;
        const answer = await server.app.request("/api/v1/clusters/main/reports", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ boot: "b", seq, shardCount: 60, shards }),
        });
        expect(answer.status).toBe(200);
      },
      /** Lets time pass, step by step, until it is so. */
      passUntil: (what: string, isSo: () => boolean, stepMs = 1_000) =>
        until(what, () => {
          if (isSo()) return true;
          server.clock.advance(stepMs);
          return false;
        }),
    };
  };

  test("one message is posted and then edited, at most every 10 s, to what is so at the end", async () => {
    const server = start();
    await server.tell(
      shardsIn(
        "online",
        Array.from({ length: 60 }, (_, id) => id),
      ),
    );
    await server.passUntil("posted", () => shown().includes("All 60 shards are online"));
    for (let id = 0; id < 6; id += 1) await server.tell([{ id, state: "unhealthy", reason: "asleep" }]);
    await server.passUntil("edited", () => shown().includes("6 of 60 shards are down"));
    await server.tell([{ id: 0, state: "online" }]);
    await server.passUntil("edited again", () => shown().includes("5 of 60 shards are down"));
    expect(shown()).toMatch(/- 5 shards \(1–5\) stopped answering <t:\d+:R>: asleep/);
    expect(discord.webhook.messages).toMatchObject([{ edits: 2 }]);
    expect(server.gaps().every((gap) => gap >= 10_000 && gap <= 15_000)).toBe(true);
  });

  test("where nothing changes it is written anew every five minutes, so that its age tells", async () => {
    const server = start();
    await server.passUntil("posted", () => discord.webhook.calls.length === 1);
    await server.passUntil("refreshed", () => discord.webhook.calls.length === 2, 10_000);
    expect(server.gaps()[0]).toBeGreaterThanOrEqual(300_000);
  });

  test("an empty bucket and a 429 are waited for as long as Discord says", async () => {
    discord.webhook.limit(1, 40_000);
    const server = start();
    await server.passUntil("posted", () => discord.webhook.calls.length === 1);
    await server.tell([{ id: 0, state: "offline" }]);
    // Its clock is ahead of the fake's, so that it asks too early there.
    await server.passUntil("limited", () => discord.webhook.calls.at(-1)?.status === 429);
    await server.passUntil("limited again", () => discord.webhook.calls.length === 3);
    for (const gap of server.gaps()) expect(gap).toBeGreaterThan(30_000);
    discord.webhook.limit(5, 2_000);
    await server.passUntil("edited", () => shown().includes("1 of 60 shards is down"));
  });

  test("a message that was deleted is posted anew", async () => {
    const server = start();
    await server.passUntil("posted", () => discord.webhook.messages.length === 1);
    const [first] = discord.webhook.messages;
    discord.webhook.deleteMessages();
    await server.tell([{ id: 0, state: "offline" }]);
    await server.passUntil("posted anew", () => shown().includes("1 of 60 shards is down"));
    expect(discord.webhook.messages).toHaveLength(1);
    expect(discord.webhook.messages[0]?.id).not.toBe(first?.id);
  });

  test("Discord away concerns no push; it is asked ever more rarely, and then told how it is", async () => {
    discord.webhook.break(503);
    const server = start();
    await server.passUntil("tried five times", () => discord.webhook.calls.length === 5, 5_000);
    await server.tell([{ id: 0, state: "offline" }]);
    const gaps = server.gaps();
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(80_000);
    discord.webhook.mend();
    await server.passUntil("posted", () => shown().includes("1 of 60 shards is down"));
  });
});

describe("the built server", () => {
  const start = async () => {
    const server = await startServer({ DISCORD_MIRROR_WEBHOOK: discord.webhookUrl, CLUSTERS: "main:4" });
    const bot = startBot(server.url, { shardCount: 4 });
    onTestFinished(() => {
      bot.close();
      return server.dispose();
    });
    return { server, bot, logText: () => JSON.stringify(server.logs) };
  };

  test("after kill -9 and a new start it goes on with the same message", async () => {
    const { server, bot } = await start();
    await bot.tell(shardsIn("online", [0, 1, 2, 3]));
    await until("posted", () => discord.webhook.messages.length === 1);
    const [posted] = discord.webhook.messages;
    const database = new Database(server.databasePath, { readonly: true });
    await until(
      "its id is kept",
      () => database.prepare("SELECT 1 FROM mirror_messages").get() !== undefined,
    );
    database.close();
    await server.kill();
    await server.restart();
    const before = posted?.edits ?? 0;
    await until("edited", () => (posted?.edits ?? 0) > before);
    expect(discord.webhook.messages).toEqual([posted]);
  });

  test.each(["remove", "changeToken"] as const)(
    "after %s of the webhook it stops and says what to do, without its address",
    async (fault) => {
      discord.webhook[fault]();
      const { server, bot, logText } = await start();
      await until("said", () => logText().includes("make a new one in the channel's settings"));
      await bot.tell(shardsIn("offline", [0]));
      await elapsed(1_500);
      expect(discord.webhook.calls).toHaveLength(1);
      expect(logText()).not.toContain(discord.webhook.secret);
      expect((await server.stop()).code).toBe(0);
    },
  );
});
