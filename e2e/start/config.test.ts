import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { openGlanceFeed } from "../support/glance-feed.ts";
import { ask, post } from "../support/http.ts";
import {
  type ServerProcess,
  startProcess,
  startServer,
  type TestServer,
  temporaryDir,
} from "../support/server.ts";
import { removeAfterwards } from "../support/temporary.ts";

const servers: TestServer[] = [];
const start = async (env: Record<string, string>, dir?: string): Promise<TestServer> => {
  const server = await startServer(env, dir);
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const server of servers.splice(0)) await server.dispose();
});

/** Starts with settings that cannot work; the result is what it says and how it ends. */
const refuse = async (env: Record<string, string>) => {
  const dir = removeAfterwards(temporaryDir());
  const refused = startProcess({ DATABASE_PATH: join(dir, "test.db"), ...env }, dir);
  const { code } = await refused.ended;
  return { code, stderr: refused.stderr() };
};
const endAfterwards = (server: ServerProcess): ServerProcess => {
  onTestFinished(async () => {
    server.signal("SIGKILL");
    await server.ended;
  });
  return server;
};
const messages = ({ logs }: TestServer): string => logs.map((line) => String(line["msg"])).join("\n");

describe("a configuration with faults", () => {
  const FAULTS = {
    PORT: "70000",
    CLUSTERS: "main:0;;main",
    HEALTH_TIMEOUT: "soon",
    DATABASE_SYNC: "maybe",
    PUBLIC_URL: "status.example",
    BRAND_LINK: "javascript:alert(1)",
    LOG_LEVEL: "loud",
    CORS_ORIGINS: "example.org",
    TRUSTED_PROXIES: "my proxy",
    FEED_MAX_VIEWERS: "-1",
    FEED_MAX_VIEWERS_PER_ADDRESS: "many",
  };

  test("is told all faults at once, each by its setting's name, and exits with 1 without a stack trace", async () => {
    const { code, stderr } = await refuse(FAULTS);
    expect(code).toBe(1);
    for (const name of Object.keys(FAULTS)) expect(stderr).toMatch(new RegExp(`^\\s*${name}: .{8}`, "m"));
    expect(stderr).not.toMatch(/^\s+at |Error/m);
  });

  test("is told by the alias that was set", async () => {
    const { code, stderr } = await refuse({ GLANCE_BOTS: "main", GLANCE_PORT: "x" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\s*GLANCE_BOTS: /m);
    expect(stderr).toMatch(/^\s*GLANCE_PORT: /m);
  });

  test("is never told with its secret", async () => {
    const { code, stderr } = await refuse({ PASSPHRASE: " spaces-around-me ", PORT: "x" });
    expect(code).toBe(1);
    expect(stderr).toContain("PASSPHRASE");
    expect(stderr).not.toContain("spaces-around-me");
  });

  test("names PORT when something else listens there", async () => {
    const server = await start({});
    const { code, stderr } = await refuse({ HOST: "127.0.0.1", PORT: String(server.port) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/PORT: .*taken/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("without a passphrase", () => {
  test("the server listens on loopback only, and says so", async () => {
    const dir = removeAfterwards(temporaryDir());
    const server = endAfterwards(startProcess({ PORT: "0", DATABASE_PATH: join(dir, "test.db") }, dir));
    expect(await server.listening).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.logs.map(({ msg }) => msg).join("\n")).toMatch(/PASSPHRASE.*loopback/);
  });

  test.each(["0.0.0.0", "::", "192.0.2.1", "status.example"])(
    "the server refuses HOST=%s and names the three ways out",
    async (HOST) => {
      const { code, stderr } = await refuse({ HOST, PORT: "0" });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^\s*HOST: .*set PASSPHRASE.*npx shardlight token create.*HOST/m);
    },
  );

  test("HOST=localhost is loopback too", async () => {
    const server = await start({ HOST: "localhost" });
    expect((await ask(server.url, "/healthz")).status).toBe(200);
  });
});

describe("Glance's names", () => {
  const GLANCE = {
    GLANCE_HOST: "127.0.0.1",
    GLANCE_PORT: "0",
    GLANCE_BOTS: "main:3;patron_1:2",
    GLANCE_PASSPHRASE: "from glance",
    GLANCE_HEALTH_TIMEOUT: "1",
    GLANCE_HEALTH_TIMER_INTERVAL: "15",
  };

  test("all work", async () => {
    const dir = removeAfterwards(temporaryDir());
    const server = endAfterwards(startProcess({ ...GLANCE, DATABASE_PATH: join(dir, "test.db") }, dir));
    const url = await server.listening;
    const viewer = await openGlanceFeed(url);
    expect((await viewer.next()).payload).toEqual({ main: { len: 3 }, patron_1: { len: 2 } });
    const headers = { authorization: "from glance" };
    expect((await post(url, "/api/status/patron_1/1/3")).status).toBe(401);
    expect((await post(url, "/api/status/patron_1/1/3", { headers })).status).toBe(204);
    await viewer.next(({ payload }) => payload["state"] === 1, 2_000);
    viewer.close();
  });

  test("give way to ours where both are set, and a log line says so", async () => {
    const server = await start({
      ...GLANCE,
      CLUSTERS: "ours:7",
      PASSPHRASE: "from us",
      HEALTH_TIMEOUT: "5",
    });
    const { clusters } = (await ask(server.url, "/api/v1/clusters")).json<{ clusters: { name: string }[] }>();
    expect(clusters.map(({ name }) => name)).toEqual(["ours"]);
    for (const [ours, theirs] of [
      ["CLUSTERS", "GLANCE_BOTS"],
      ["PASSPHRASE", "GLANCE_PASSPHRASE"],
      ["HEALTH_TIMEOUT", "GLANCE_HEALTH_TIMEOUT"],
      ["PORT", "GLANCE_PORT"],
      ["HOST", "GLANCE_HOST"],
    ])
      expect(messages(server)).toMatch(new RegExp(`^${ours} and ${theirs} .*${ours}`, "m"));
    expect(messages(server)).not.toMatch(/from (us|glance)/);
  });
});

describe("a file .env", () => {
  test("in the working directory is read, and the environment wins over it", async () => {
    const dir = temporaryDir();
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, ".env"),
      'CLUSTERS="file:9"\nPASSPHRASE=of the file # a comment\nHEALTH_TIMEOUT=bad\n',
    );
    const server = await start({ HEALTH_TIMEOUT: "20" }, dir);
    const { clusters } = (await ask(server.url, "/api/v1/clusters")).json<{ clusters: { name: string }[] }>();
    expect(clusters.map(({ name }) => name)).toEqual(["file"]);
    const headers = { authorization: "of the file" };
    expect((await post(server.url, "/api/status/file/8/3", { headers })).status).toBe(204);
  });
});
