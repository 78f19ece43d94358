import { afterEach, expect, test } from "vitest";
import { from, post } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { openSse, type SseStream } from "../../support/sse.ts";

const PASSPHRASE = "hush";

let server: TestServer;
const streams: SseStream[] = [];
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await server.dispose();
});
const start = async (env: Record<string, string> = {}) => {
  server = await startServer({ PASSPHRASE, FEED_MAX_VIEWERS_PER_ADDRESS: "2", ...env });
};

type Headers = Record<string, string>;
const enter = async (headers: Headers, localAddress = "127.0.0.1") => {
  const stream = await openSse(`${server.url}/api/v1/feed`, { headers, localAddress });
  streams.push(stream);
  return stream.status;
};
const push = async (secret: string, headers: Headers, localAddress = "127.0.0.1") => {
  const answer = await post(server.url, "/api/status/main/0/3", {
    agent: from(localAddress),
    headers: { ...headers, authorization: secret },
  });
  return answer.status;
};
/** 25 wrong secrets; whether the address behind them is limited then. */
const isLimitedAfterwards = async (headersOf: (count: number) => Headers, localAddress?: string) => {
  for (let count = 0; count < 25; count += 1) await push(`guess ${count}`, headersOf(count), localAddress);
  return (await push(PASSPHRASE, headersOf(99), localAddress)) === 429;
};

/** As an attacker writes it, another address each time. */
const SPOOFS: [string, (count: number) => Headers][] = [
  ["X-Forwarded-For", (count) => ({ "x-forwarded-for": `198.51.100.${count}` })],
  ["a chain", (count) => ({ "x-forwarded-for": `198.51.100.${count}, 10.0.0.1, 127.0.0.1` })],
  ["Forwarded", (count) => ({ forwarded: `for=198.51.100.${count}` })],
  ["X-Real-IP", (count) => ({ "x-real-ip": `198.51.100.${count}` })],
  [
    "what CDNs say",
    (count) => ({ "cf-connecting-ip": `198.51.100.${count}`, "true-client-ip": `1.2.3.${count}` }),
  ],
];

test.each(SPOOFS)("%s of a stranger is not believed: it escapes neither limit", async (_, headersOf) => {
  await start({ TRUSTED_PROXIES: "127.0.0.9" });
  expect([await enter(headersOf(1)), await enter(headersOf(2)), await enter(headersOf(3))]).toEqual([
    200, 200, 503,
  ]);
  expect(await isLimitedAfterwards(headersOf)).toBe(true);
  expect(await push(PASSPHRASE, {}, "127.0.0.2")).toBe(204);
});

/** What a believed proxy hands on of an attacker at 203.0.113.5, who wrote all before it. */
const BEHIND: [string, (count: number) => string][] = [
  ["an address of his choice", (count) => `198.51.100.${count}, 203.0.113.5`],
  ["an address that is trusted", () => "127.0.0.1, 203.0.113.5"],
  ["two believed hops behind him", (count) => `198.51.100.${count}, 203.0.113.5, 127.0.0.1, ::1`],
  ["a port behind his own", (count) => `198.51.100.${count}, 203.0.113.5:${10_000 + count}`],
  ["junk", (count) => `<${count}>, , "x${count}", 203.0.113.5`],
  ["the same address in IPv6's clothes", (count) => (count % 2 ? "203.0.113.5" : "::ffff:203.0.113.5")],
  ["a very long chain", (count) => `${"198.51.100.7, ".repeat(300)}198.51.100.${count}, 203.0.113.5`],
];

test.each(BEHIND)(
  "behind a believed proxy the last stranger counts, though he wrote %s",
  async (_, chainOf) => {
    await start({ TRUSTED_PROXIES: "loopback" });
    const headersOf = (count: number) => ({ "x-forwarded-for": chainOf(count) });
    expect([await enter(headersOf(1)), await enter(headersOf(2)), await enter(headersOf(3))]).toEqual([
      200, 200, 503,
    ]);
    expect(await enter({ "x-forwarded-for": "203.0.113.6" })).toBe(200);
    expect(await isLimitedAfterwards(headersOf)).toBe(true);
    expect(await push(PASSPHRASE, { "x-forwarded-for": "203.0.113.6" })).toBe(204);
  },
);

test("a whole network of IPv6 is one address behind a proxy too", async () => {
  await start({ TRUSTED_PROXIES: "loopback" });
  const headersOf = (count: number) => ({ "x-forwarded-for": `2001:db8:0:7:${count}::${count}` });
  expect([await enter(headersOf(1)), await enter(headersOf(2)), await enter(headersOf(3))]).toEqual([
    200, 200, 503,
  ]);
  expect(await isLimitedAfterwards(headersOf)).toBe(true);
  expect(await push(PASSPHRASE, { "x-forwarded-for": "2001:db8:0:8::1" })).toBe(204);
});

test("a proxy that is not believed is named in the log, once it is limited", async () => {
  await start();
  expect(await isLimitedAfterwards((count) => ({ "x-forwarded-for": `198.51.100.${count}` }))).toBe(true);
  expect(server.logs).toContainEqual(
    expect.objectContaining({ address: "127.0.0.1", hint: expect.stringContaining("TRUSTED_PROXIES") }),
  );
});
