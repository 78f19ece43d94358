import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";
import { settings } from "./settings/shape.ts";

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

test("nothing set gives a server for this machine alone", () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    host: "127.0.0.1",
    port: 3_000,
    clusters: [{ name: "main", shardCount: 60 }],
    passphrase: null,
    healthTimeoutMs: 30_000,
    databasePath: "data/shardlight.db",
    databaseSync: "normal",
  });
  expect(config.notes.join()).toContain("loopback only");
});

test("a passphrase opens the server to all addresses", () => {
  expect(readConfig({ PASSPHRASE: "s3cret" }).host).toBe("0.0.0.0");
});

test("clusters keep their order", () => {
  const { clusters } = readConfig({ CLUSTERS: " main:360 ;demo:1;patron_1:6;" });
  expect(clusters.map(({ name, shardCount }) => `${name}:${shardCount}`)).toEqual([
    "main:360",
    "demo:1",
    "patron_1:6",
  ]);
});

test("Glance's names work, ours win, and a note says so", () => {
  const config = readConfig({
    GLANCE_HOST: "127.0.0.1",
    GLANCE_PORT: "4000",
    GLANCE_BOTS: "main:360;demo:1",
    GLANCE_PASSPHRASE: "theirs",
    PASSPHRASE: "ours",
    GLANCE_HEALTH_TIMEOUT: "45",
    GLANCE_HEALTH_TIMER_INTERVAL: "15",
  });
  expect(config).toMatchObject({
    host: "127.0.0.1",
    port: 4_000,
    passphrase: "ours",
    healthTimeoutMs: 45_000,
  });
  expect(config.clusters).toHaveLength(2);
  expect(config.notes).toContain("PASSPHRASE and GLANCE_PASSPHRASE are both set; PASSPHRASE is used");
});

test("an empty setting counts as left out", () => {
  expect(readConfig({ PASSPHRASE: "", GLANCE_PASSPHRASE: "", PORT: " " })).toMatchObject({
    passphrase: null,
    port: 3_000,
  });
});

test("all faults are told at once, each with the setting's name", () => {
  const faults = faultsOf({
    PORT: "70000",
    CLUSTERS: "main",
    HEALTH_TIMEOUT: "soon",
    LOG_LEVEL: "loud",
    CORS_ORIGINS: "x",
  });
  for (const name of ["PORT", "CLUSTERS", "HEALTH_TIMEOUT", "LOG_LEVEL", "CORS_ORIGINS"]) {
    expect(faults.some((fault) => fault.startsWith(`${name}: `))).toBe(true);
  }
});

test("a fault of an alias is told by the alias", () => {
  expect(faultsOf({ GLANCE_BOTS: "main" })[0]).toMatch(/^GLANCE_BOTS: /);
});

test("another host without a secret is refused and all three ways out are named", () => {
  const [fault] = faultsOf({ HOST: "0.0.0.0" });
  expect(fault).toMatch(
    /^HOST: .*set PASSPHRASE, make a token with npx shardlight token create, or leave HOST out/,
  );
});

test.each(["main:0", "main:65537", "a:1;a:2", "a/b:3", "..:3", ":3", "a:65536;b:1", "a:-1", "a:1.5", ";"])(
  "CLUSTERS=%s is refused",
  (clusters) => {
    expect(faultsOf({ CLUSTERS: clusters })[0]).toMatch(/^CLUSTERS: /);
  },
);

test("no fault repeats a secret", () => {
  expect(faultsOf({ PASSPHRASE: "pässwörd" }).join()).not.toContain("pässwörd");
});

test.each(["1", "999.1.1.1", "10.0.0.0/99", "10.0.0.0/", "::1/129", "10.0.0.0/8/8", "x"])(
  "TRUSTED_PROXIES=%s is refused by name",
  (proxies) => {
    expect(faultsOf({ TRUSTED_PROXIES: proxies })[0]).toMatch(/^TRUSTED_PROXIES: /);
  },
);

test.each(["16.1", "32.2", "4.02", "0.5"])("HEALTH_TIMEOUT=%s is a whole number of ms", (seconds) => {
  expect(Number.isInteger(readConfig({ HEALTH_TIMEOUT: seconds }).healthTimeoutMs)).toBe(true);
});

test("a mirror is a webhook of Discord's, and its fault does not repeat the secret", () => {
  const address = "https://discord.com/api/webhooks/1289460000000000001/s3cret";
  expect(readConfig({ DISCORD_MIRROR_WEBHOOK: address }).discordMirror?.key).toBe("1289460000000000001");
  expect(readConfig({}).discordMirror).toBeNull();
  const faults = faultsOf({ DISCORD_MIRROR_WEBHOOK: address.replace("discord.com", "example.com") });
  expect(faults).toEqual([expect.stringContaining("DISCORD_MIRROR_WEBHOOK: a webhook's address")]);
  expect(faults.join()).not.toContain("s3cret");
});

test("a logo that cannot be read is told with the other faults", () => {
  const read = () => readConfig({ BRAND_LOGO: "gone.svg", PORT: "x" }, undefined, () => false);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT: .*BRAND_LOGO: the file cannot be read/);
});

test("connections have limits, each with a setting, and a request no less time than its headers", () => {
  expect(readConfig({ HEADERS_TIMEOUT: "5", MAX_CONNECTIONS: "100" }).connections).toEqual({
    headersTimeoutMs: 5_000,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 75_000,
    answerTimeoutMs: 60_000,
    maxConnections: 100,
  });
  expect(faultsOf({ REQUEST_TIMEOUT: "9" })).toEqual([expect.stringContaining("REQUEST_TIMEOUT: ")]);
  expect(faultsOf({ ANSWER_TIMEOUT: "9", KEEP_ALIVE_TIMEOUT: "soon", MAX_CONNECTIONS: "0" })).toHaveLength(3);
});

/** Only the build of the page for another host reads it. */
const NOT_THE_SERVERS = "PAGE_SERVER_URL";

test("the sample tells of every setting, and of no other; what it proposes works", () => {
  const sample = readFileSync(join(import.meta.dirname, "../.env.sample"), "utf8");
  const proposed = parseEnv(sample.replace(/^#(?=[A-Z_]+=)/gm, ""));
  const names = Object.keys(proposed).filter((name) => name !== NOT_THE_SERVERS);
  expect(names.sort()).toEqual(Object.keys(settings.shape).sort());
  expect(readConfig({ ...proposed, PASSPHRASE: "hush", WEBHOOK_URL: "" }).audio.pools.size).toBe(2);
});

test("the keys have 32 characters or more, and no fault repeats them", () => {
  const [SECRET_KEY, SECRET_KEY_PREVIOUS] = ["a".repeat(32), "b".repeat(44)];
  expect(readConfig({ SECRET_KEY: `${SECRET_KEY}\n`, SECRET_KEY_PREVIOUS })).toMatchObject({
    secretKey: SECRET_KEY,
    previousSecretKey: SECRET_KEY_PREVIOUS,
  });
  expect(readConfig({})).toMatchObject({ secretKey: null, previousSecretKey: null });
  const faults = faultsOf({ SECRET_KEY: "hush-hush", SECRET_KEY_PREVIOUS: ` ${"c".repeat(31)} ` });
  expect(faults).toEqual([
    expect.stringMatching(/^SECRET_KEY: at least 32 random characters/),
    expect.stringMatching(/^SECRET_KEY_PREVIOUS: at least 32 random characters/),
  ]);
  expect(faults.join()).not.toMatch(/hush-hush|ccc/);
});
