import { describe, expect, onTestFinished, test } from "vitest";
import { startFakeDiscord } from "../../fake-discord/fake-discord.ts";
import { startProcess, startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { removeAfterwards } from "../../support/temporary.ts";
import { until } from "../../support/until.ts";
import { openHouse, PASSPHRASE } from "./house.ts";
import { knock } from "./knock.ts";
import { allRoutes, everything } from "./routes.ts";

let server: TestServer;
const start = async (env: Record<string, string>) => {
  const started = await startServer(env);
  onTestFinished(started.dispose);
  server = started;
};

const authorization = `Bearer ${PASSPHRASE}`;
const push = (cluster: string, shards: readonly object[], process: object = {}) =>
  knock(server.url, `/api/v1/clusters/${encodeURIComponent(cluster)}/reports`, {
    method: "POST",
    headers: { authorization },
    body: JSON.stringify({ boot: "b", seq: Date.now(), shardCount: 3, shards, process }),
  });
/** Each is 1337 to the engine that it is written for. */
const TEMPLATES = `{{7*191}} {{=7*191}} \${7*191} #{7*191} <%= 7*191 %> {7*191} @(7*191) {% print(7*191) %}`;

test("CVE-2023-43661, words of others as a template: nothing that a bot or the settings say is worked out, on the page, in the API or in Discord", async () => {
  const discord = await startFakeDiscord();
  onTestFinished(() => discord.close());
  const name = `{{7*191}} \${7*191}`;
  await start({
    CLUSTERS: `${name}:3`,
    PASSPHRASE,
    BRAND_NAME: TEMPLATES.slice(0, 80),
    DISCORD_MIRROR_WEBHOOK: discord.webhookUrl,
  });
  const process = { label: TEMPLATES.slice(0, 64), versions: { plugin: TEMPLATES.slice(0, 64) } };
  const taken = await push(name, [{ id: 1, state: "unhealthy", reason: TEMPLATES }], process);
  expect(taken.status).toBe(200);
  const told = [...(await everything(server.url, { authorization }, name)).values()].join("\n");
  expect(told).toContain(`{{=7*191}} \${7*191} #{7*191}`);
  const shown = await until("told in Discord", () => {
    const text = JSON.stringify(discord.webhook.messages);
    return text.includes("{7") && text;
  });
  expect(told + shown).not.toContain("1337");
});

describe("CVE-2026-29085, line breaks that end an event of the stream and begin another", () => {
  test("no cluster's name may hold one", async () => {
    const breaks = ["\n", "\r", "\v", "\u0085", "\u2028", "\u2029"];
    await Promise.all(
      breaks.map(async (at) => {
        const dir = removeAfterwards(temporaryDir());
        const env = { CLUSTERS: `ma${at}in:3`, PORT: "0", DATABASE_PATH: `${dir}/x.db` };
        const refused = startProcess(env, dir);
        onTestFinished(() => refused.signal("SIGKILL"));
        expect((await refused.ended).code, JSON.stringify(at)).toBe(1);
        expect(refused.stderr()).toMatch(/CLUSTERS: a cluster's name is/);
      }),
    );
  });

  test("words of a bot or of a reader make no line of their own in the stream, in /plain or in Discord", async () => {
    const discord = await startFakeDiscord();
    onTestFinished(() => discord.close());
    await start({
      CLUSTERS: "main:3",
      PASSPHRASE,
      DISCORD_MIRROR_WEBHOOK: discord.webhookUrl,
    });
    const breaks = ["\r\n\r\n", "\n\n", "\r\r", "\u2028\u2028", "\u0085\u0085", "\\n\\n"];
    const evil = `x${breaks.map((at) => `${at}event: evil${at}data: evil`).join("")}`.slice(0, 200);
    const label = "x\r\n\r\nevent: evil\r\ndata: evil";
    const taken = await push("main", [{ id: 1, state: "unhealthy", reason: evil }], { label });
    expect(taken.status).toBe(200);
    const streams = [
      await knock(server.url, "/api/v1/feed"),
      await knock(server.url, "/api/v1/feed?after=1%0d%0a%0d%0aevent:%20evil"),
      await knock(server.url, "/api/v1/feed", { headers: { "Last-Event-ID": "1\tevent: evil" } }),
    ];
    for (const { text } of streams)
      for (const line of text.split(/[\r\n\u0085\u2028\u2029]/))
        expect(line).toMatch(/^(?:retry: \d+|id: \d+|event: (?:snapshot|frame|tick)|data: \{.*\}|)$/);
    const { text } = await knock(server.url, "/plain");
    expect(text.split(/[\r\n\u0085\u2028\u2029]/)).toEqual([
      expect.stringMatching(/^main: 3 shards: /),
      "  shard 0: unknown",
      "  shard 1: unhealthy",
      "  shard 2: unknown",
      "",
    ]);
    const description = await until("told in Discord", () => {
      const [embed] = discord.webhook.messages[0]?.body.embeds ?? [];
      return embed?.description?.includes("evil") === true && embed.description;
    });
    expect(
      description.split(/[\r\n\u0085\u2028\u2029]/).filter((line) => line.includes("evil")),
    ).toHaveLength(1);
  });
});

test("Gatus's raw key in the log, and Kuma's secrets in addresses: at LOG_LEVEL=trace the log has one JSON line for each event and no secret, wherever in a request one was", async () => {
  const house = await openHouse({ LOG_LEVEL: "trace" });
  onTestFinished(house.dispose);
  server = house.server;
  const fakeLine = '{"level":"info","msg":"forged"}';
  const secrets = [house.reporter, PASSPHRASE];
  const names = [
    "Authorization",
    "Cookie",
    "X-Api-Key",
    "User-Agent",
    "Referer",
    "X-Forwarded-For",
    "Last-Event-ID",
    "Accept",
    "Origin",
    "If-None-Match",
    "X-Request-Id",
    "Content-Encoding",
  ];
  const told: string[] = [];
  for (const secret of secrets) {
    for (const route of allRoutes()) {
      const path = route.pathIn("main");
      const asked = [
        knock(
          server.url,
          `${path}?token=${secret}&after=${secret}&q=${secret}%0d%0a${encodeURIComponent(fakeLine)}`,
        ),
        knock(server.url, `${route.pathIn(secret)}%0d%0a${encodeURIComponent(fakeLine)}`),
        knock(server.url, path, { method: "POST", body: `q=${secret}` }),
        knock(server.url, path, { method: "POST", body: `{"boot":"${secret}"}` }),
        knock(server.url, path, { method: "DELETE", headers: { Authorization: `Basic ${secret}` } }),
        ...names.map((name) => knock(server.url, path, { headers: { [name]: `Bearer ${secret}x` } })),
        ...names.map((name) =>
          knock(server.url, path, { method: "POST", headers: { [name]: secret }, body: "{" }),
        ),
      ];
      for (const { text, headers } of await Promise.all(asked)) told.push(text + JSON.stringify(headers));
    }
  }
  await server.stop();
  const requests = server.logs.filter(({ msg }) => msg === "request");
  expect(requests.length).toBeGreaterThanOrEqual(100);
  for (const line of server.logs) {
    expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String) });
    expect(line["msg"]).not.toBe("forged");
  }
  const log = JSON.stringify(server.logs);
  for (const secret of secrets) {
    const heart = secret.slice(17, -1);
    expect(log).not.toContain(heart);
    // The finder without a script gives back what was pasted into it.
    expect(told.filter((text) => text.includes(heart) && !text.includes("shardlight-finder"))).toEqual([]);
  }
});
