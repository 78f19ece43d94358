import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestServer } from "../test-server.ts";
import { startPictureHost } from "./test-picture-host.ts";

let host: Awaited<ReturnType<typeof startPictureHost>>;
let server: ReturnType<typeof createTestServer>;
beforeEach(async () => {
  host = await startPictureHost();
  server = createTestServer({ PICTURE_HOSTS: `${host.url},i.ytimg.com` });
});
afterEach(async () => {
  await server.close();
  await host.close();
});

const pathOf = (path: string) => server.pictures.pathOf(`${host.url}${path}`) ?? "not allowed";
const ask = (path: string, init?: RequestInit) => server.app.request(path, init);

test("a picture comes as it is, with what keeps it a picture", async () => {
  const answer = await ask(pathOf("/good.png"));
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(host.png);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/png",
    "content-length": String(host.png.length),
    "cache-control": "public, max-age=86400, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
});

test.each([
  ["one that is not there", "/missing.png"],
  ["one that stands in for one that is gone", "/gone.png"],
  ["one that is called a page", "/as-html"],
  ["an SVG", "/svg"],
  ["an SVG that is called a PNG", "/svg.png"],
  ["an empty one", "/empty.png"],
  ["one over 1 MiB", "/large.png"],
  ["one without an end", "/endless.png"],
  ["one that is cut", "/cut.png"],
  ["one that is elsewhere", "/inwards.png"],
])("%s is not shown", async (_, path) => {
  const answer = await ask(pathOf(path));
  expect(answer.status).toBe(502);
  expect(answer.headers.get("retry-after")).toBe("60");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.json()).toEqual({
    error: { code: "picture_unavailable", message: "the picture could not be had from its host" },
  });
  expect(host.asked).toEqual([path]);
});

test("its host is asked once, however many ask", async () => {
  const path = pathOf("/good.png");
  const all = await Promise.all(Array.from({ length: 20 }, () => ask(path)));
  expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
  await ask(path);
  expect(host.asked).toHaveLength(1);
});

test("one that could not be had is asked for again after a minute", async () => {
  const path = pathOf("/missing.png");
  for (const wait of [0, 59_999]) {
    server.clock.advance(wait);
    expect((await ask(path)).status).toBe(502);
  }
  expect(host.asked).toHaveLength(1);
  server.clock.advance(1);
  await ask(path);
  expect(host.asked).toHaveLength(2);
});

test("who has it already is told so, and who asks for its head gets no more", async () => {
  const path = pathOf("/good.png");
  const head = await ask(path, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
    200,
    String(host.png.length),
    "",
  ]);
  const tag = head.headers.get("etag") ?? "";
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
    const answer = await ask(path, { headers: { "If-None-Match": known } });
    expect([answer.status, await answer.text(), answer.headers.get("etag")]).toEqual([304, "", tag]);
    expect(answer.headers.get("cache-control")).toContain("immutable");
  }
  expect((await ask(path, { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
});

test("only paths that this server made are asked for", async () => {
  const [, , signature = "", address = ""] = pathOf("/good.png").split("/");
  const other = Buffer.from(`${host.url}/good.png?other`).toString("base64url");
  const flipped = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  const stranger = createTestServer({ PICTURE_HOSTS: host.url });
  for (const path of [
    `/pictures/${flipped}/${address}`,
    `/pictures/${signature.slice(1)}/${address}`,
    `/pictures/${signature}/${other}`,
    `/pictures/${signature}/${address}AA`,
    `/pictures/x/${address}`,
    stranger.pictures.pathOf(`${host.url}/good.png`) ?? "",
    "/pictures",
    `/pictures/${signature}`,
    `/pictures/${signature}/`,
  ])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
  expect((await ask(pathOf("/good.png"), { method: "POST" })).status).toBe(404);
  expect(host.asked).toEqual([]);
  await stranger.close();
});

test("a path is made for hosts that are named, and without any for none", async () => {
  expect(server.pictures.pathOf("https://i.ytimg.com/vi/x.jpg")).toMatch(/^\/pictures\/[\w-]{22}\/[\w-]+$/);
  for (const address of [
    "https://evil.example/x.jpg",
    "http://127.0.0.1:1/x.jpg",
    "javascript:alert(1)",
    null,
  ])
    expect(server.pictures.pathOf(address)).toBeNull();
  const plain = createTestServer();
  expect(plain.pictures.pathOf(`${host.url}/good.png`)).toBeNull();
  await plain.close();
});
