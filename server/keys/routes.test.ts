import { afterEach, beforeEach, expect, test } from "vitest";
import { guildKeyListSchema, madeKeySchema } from "#protocol/guild-keys.ts";
import { createTokenRoom } from "../auth/test-tokens.ts";
import { GUILD, OTHER_GUILD } from "../music/test-bot.ts";
import { createPlayerServer, judge, PEOPLE, signOut } from "../music/test-people.ts";
import { openTestDatabase } from "../test-server.ts";
import { guildKeys } from "./table.ts";

const AT = `/api/servers/${GUILD}`;
const { manager, dj } = PEOPLE;

let server: ReturnType<typeof createPlayerServer>;
beforeEach(() => {
  server = createPlayerServer({}, { TRUSTED_PROXIES: "" });
  server.arrive();
});
afterEach(() => server.close());

const make = async (scope: "read" | "control" = "control") => {
  const { body } = await server.ask(manager.userId, "POST", `${AT}/keys`, { label: "stream deck", scope });
  return madeKeySchema.parse(body);
};
const list = async () =>
  guildKeyListSchema.parse((await server.ask(manager.userId, "GET", `${AT}/keys`)).body).keys;

test("a key is shown once, listed without its secret, used, and revoked", async () => {
  const made = await make();
  expect(made.key).toMatch(/^slk_[0-9a-z]{12}_[0-9a-z]{40}$/);
  const [listed] = await list();
  expect(listed).toMatchObject({ id: made.id, label: "stream deck", scope: "control", lastUsedAt: null });
  expect(JSON.stringify(listed)).not.toContain(made.key.split("_")[2]);
  expect((await server.ask(made.key, "POST", `${AT}/skip`)).status).toBe(200);
  expect((await list())[0]?.lastUsedAt).toBe(server.clock.wall());
  expect((await server.ask(manager.userId, "DELETE", `${AT}/keys/${made.id}`)).status).toBe(204);
  expect(await list()).toEqual([]);
  expect((await server.ask(made.key, "GET", `${AT}/status`)).status).toBe(401);
  const again = await server.ask(manager.userId, "DELETE", `${AT}/keys/${made.id}`);
  expect([again.status, again.body.error.code]).toEqual([404, "unknown_key"]);
});

test("managers of one server cannot revoke the keys of another", async () => {
  const by = { id: manager.userId, name: "x" };
  const { key, text } = await server.guildKeys.make(OTHER_GUILD, by, { label: "x", scope: "read" });
  const answer = await server.ask(manager.userId, "DELETE", `${AT}/keys/${key.id}`);
  expect([answer.status, answer.body.error.code]).toEqual([404, "unknown_key"]);
  expect((await server.ask(text, "GET", "/api/servers")).status).toBe(200);
});

test("who is signed out while the bot is asked revokes nothing", async () => {
  const { id } = await make();
  server.clock.advance(1_000);
  server.arrive((frame) => {
    if (frame.type === "ask") void signOut(server, manager.userId);
    return judge()(frame);
  });
  expect((await server.ask(manager.userId, "DELETE", `${AT}/keys/${id}`)).status).toBe(401);
  expect(server.guildKeys.of(GUILD).map((key) => key.id)).toEqual([id]);
});

test("a server has at most 25 keys", async () => {
  for (let count = 0; count < 25; count += 1) await make();
  const more = await server.ask(manager.userId, "POST", `${AT}/keys`, { label: "one more", scope: "read" });
  expect([more.status, more.body.error.code]).toEqual([409, "too_many_keys"]);
});

test("a text that is nearly a key opens nothing", async () => {
  const { key } = await make();
  const last = key.endsWith("0") ? "1" : "0";
  for (const text of [
    `${key.slice(0, -1)}${last}`,
    `${key}0`,
    key.toUpperCase(),
    key.replace("slk", "slt"),
  ]) {
    const { status } = await server.app.request(`${AT}/status`, {
      headers: { authorization: `Bearer ${text}` },
    });
    expect(status).toBe(401);
  }
});

test("keys and lists outlive a restart, and their texts are nowhere in the database", async () => {
  const room = createTokenRoom();
  try {
    const open = () => openTestDatabase(room.path);
    const first = createPlayerServer({ open, clock: room.clock });
    first.arrive();
    const { body } = await first.ask(manager.userId, "POST", `${AT}/keys`, { label: "x", scope: "read" });
    await first.close();
    const second = createPlayerServer({ open, clock: room.clock });
    second.arrive();
    expect((await second.ask(body.key, "GET", `${AT}/status`)).status).toBe(200);
    const rows = JSON.stringify(room.db.select().from(guildKeys).all());
    expect(rows).toContain(body.id);
    expect(rows).not.toContain(body.key.split("_")[2]);
    await second.close();
  } finally {
    room.close();
  }
});

test("an allow-list bounds from where a player is steered, and its keys in all they do", async () => {
  await server.close();
  server = createPlayerServer({ remoteAddress: () => remote }, {});
  let remote = "192.0.2.7";
  server.arrive();
  const { key } = await make("read");
  const put = (networks: readonly string[], more = {}) =>
    server.ask(manager.userId, "PUT", `${AT}/allow-list`, { networks, ...more });
  const { issues } = (await put(["nonsense", "10.0.0.0/8", "10.0.0"])).body.error;
  expect(issues.map(({ path }: { path: string }) => path)).toEqual(["networks.0", "networks.2"]);
  const lockedOut = await put(["10.0.0.0/8"]);
  expect([lockedOut.status, lockedOut.body.error.message]).toEqual([
    400,
    expect.stringContaining("192.0.2.7"),
  ]);
  expect((await put(["10.0.0.0/8"], { isWithoutMe: true })).body).toEqual({
    networks: ["10.0.0.0/8"],
    address: "192.0.2.7",
  });
  const read = await server.ask(manager.userId, "GET", `${AT}/allow-list`);
  expect(read.body).toEqual({ networks: ["10.0.0.0/8"], address: "192.0.2.7" });
  expect((await server.ask(manager.userId, "POST", `${AT}/skip`)).status).toBe(403);
  expect((await put(["10.0.0.0/8", "192.0.2.0/24", "2001:db8::7"])).status).toBe(200);
  const statuses = async () => [
    (await server.ask(dj.userId, "POST", `${AT}/skip`)).status,
    (await server.ask(dj.userId, "GET", `${AT}/status`)).status,
    (await server.ask(key, "GET", `${AT}/status`)).status,
  ];
  expect(await statuses()).toEqual([200, 200, 200]);
  for (const [address, isIn] of [
    ["192.0.3.7", false],
    ["2001:db8::7", true],
    ["2001:db8::8", false],
    ["::ffff:10.1.2.3", true],
    ["unknown", false],
  ] as const) {
    remote = address;
    expect([address, ...(await statuses())]).toEqual([
      address,
      ...(isIn ? [200, 200, 200] : [403, 200, 403]),
    ]);
  }
  expect((await put([])).status).toBe(200);
  expect(await statuses()).toEqual([200, 200, 200]);
});
