import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeDetailSchema, nodeListSchema } from "#protocol/audio-view.ts";
import { createTokenRoom } from "../auth/test-tokens.ts";
import { settled } from "./test-audio.ts";
import { works } from "./test-node.ts";

const EU1 = { pool: "main", name: "eu-1", address: "http://203.0.113.7:2333", password: "hush-hush-hush" };
const PATH = "/api/v1/audio/nodes";

let room: ReturnType<typeof createTokenRoom>;
beforeEach(() => {
  room = createTokenRoom();
});
afterEach(() => room.close());

const serve = (env: Record<string, string> = {}) => {
  const tokens = {
    ops: room.token("create", "--scope", "ops", "--pool", "main").out,
    opsElsewhere: room.token("create", "--scope", "ops", "--pool", "eu").out,
    announce: room.token("create", "--scope", "announce", "--pool", "main").out,
    report: room.token("create", "--scope", "report", "--cluster", "main").out,
  };
  const server = room.serve(
    { PASSPHRASE: "open-sesame", AUDIO_POOLS: "main;eu", ...env },
    { probe: async () => works() },
  );
  const ask = async (method: string, path: string, token?: string, body?: object) => {
    const response = await server.app.request(path, {
      method,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await settled();
    const text = await response.text();
    expect(text).not.toContain(EU1.password);
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return { server, tokens, ask };
};

test("a node is announced by request, seen by all as far as the settings say, and by staff whole", async () => {
  const { ask, tokens, server } = serve();
  const made = await ask("POST", PATH, tokens.announce, EU1);
  expect(made).toMatchObject({ status: 201, body: { state: expect.any(String) } });
  server.clock.advance(1_000);
  const { body: all } = await ask("GET", PATH);
  expect(nodeListSchema.parse(all)).toEqual({
    visible: "public",
    nodes: [{ id: made.body.id, pool: "main", state: "active", isAway: false, label: "eu-1", load: 0.1 }],
  });
  const { body: whole } = await ask("GET", PATH, tokens.ops);
  expect(nodeListSchema.parse(whole)).toMatchObject({
    visible: "all",
    nodes: [{ address: EU1.address, seenBy: "server" }],
  });
  const { body: detail } = await ask("GET", `${PATH}/${made.body.id}`, tokens.ops);
  expect(nodeDetailSchema.parse(detail).history?.map(({ to }) => to)).toEqual([
    "active",
    "probing",
    "announced",
  ]);
  const { body: seen } = await ask("GET", `${PATH}/${made.body.id}`);
  expect(seen.history).toBeUndefined();
  expect(seen.hour.load).toHaveLength(60);
});

test("operations drain, return, note and forget", async () => {
  const { ask, tokens, server } = serve();
  const { id } = (await ask("POST", PATH, tokens.ops, EU1)).body;
  server.clock.advance(1_000);
  const drained = await ask("PATCH", `${PATH}/${id}`, tokens.ops, {
    action: "drain",
    deadlineMs: 60_000,
    end: "hold",
    note: "old",
  });
  expect(drained).toMatchObject({
    status: 200,
    body: { state: "draining", note: "old", drain: { end: "hold" } },
  });
  await ask("PATCH", `${PATH}/${id}`, tokens.ops, { action: "return", note: null });
  server.clock.advance(1_000);
  expect((await ask("GET", PATH, tokens.ops)).body.nodes[0]).toMatchObject({ state: "active", note: null });
  expect((await ask("DELETE", `${PATH}/${id}`, tokens.ops)).status).toBe(204);
  expect((await ask("GET", PATH, tokens.ops)).body.nodes).toEqual([]);
});

test("who lacks the right learns nothing of what exists", async () => {
  const { ask, tokens } = serve();
  const { id } = (await ask("POST", PATH, tokens.ops, EU1)).body;
  const unknown = "000000000000";
  for (const method of ["PATCH", "DELETE"]) {
    for (const which of [id, unknown]) {
      const path = `${PATH}/${which}`;
      expect((await ask(method, path, undefined, {})).status).toBe(401);
      expect((await ask(method, path, "wrong", {})).status).toBe(401);
      for (const token of [tokens.announce, tokens.report, "open-sesame"]) {
        expect((await ask(method, path, token, {})).status).toBe(403);
      }
    }
    expect(await ask(method, `${PATH}/${id}`, tokens.opsElsewhere, {})).toEqual(
      await ask(method, `${PATH}/${unknown}`, tokens.opsElsewhere, {}),
    );
  }
  expect((await ask("GET", PATH, tokens.opsElsewhere)).body).toEqual({ visible: "all", nodes: [] });
  expect((await ask("POST", PATH, tokens.report, EU1)).status).toBe(403);
  expect((await ask("POST", PATH, tokens.announce, { ...EU1, pool: "eu" })).status).toBe(403);
  expect((await ask("POST", PATH, tokens.announce, { ...EU1, pool: "no-such" })).status).toBe(403);
  expect((await ask("GET", PATH, "wrong")).status).toBe(401);
});

test("where nothing is public, only staff see that there are nodes", async () => {
  const { ask, tokens, server } = serve({ AUDIO_PUBLIC: "none" });
  const { id } = (await ask("POST", PATH, tokens.ops, EU1)).body;
  expect((await ask("GET", PATH)).status).toBe(401);
  expect((await ask("GET", `${PATH}/${id}`)).status).toBe(401);
  for (const path of [PATH, `${PATH}/${id}`, `${PATH}/000000000000`])
    expect((await ask("GET", path, tokens.report)).status).toBe(403);
  const foreign = await ask("GET", `${PATH}/${id}`, tokens.opsElsewhere);
  expect(foreign.status).toBe(404);
  expect(foreign).toEqual(await ask("GET", `${PATH}/000000000000`, tokens.opsElsewhere));
  expect((await ask("GET", PATH, tokens.ops)).body.nodes).toHaveLength(1);
  expect(server.feed.snapshot().nodes).toBeUndefined();
});

test.each([
  [{ ...EU1, address: "203.0.113.7:2333" }, "node.address"],
  [{ ...EU1, address: "http://user:pass@203.0.113.7:2333" }, "address"],
  [{ ...EU1, address: "ftp://203.0.113.7" }, "address"],
  [{ ...EU1, name: "../x" }, "name"],
  [{ ...EU1, pool: "a b" }, "pool"],
  [{ ...EU1, password: "" }, "password"],
  [{ ...EU1, extra: 1 }, ""],
])("a wrong announcement is refused with what is wrong: %o", async (body, path) => {
  const { ask, tokens } = serve();
  const { status, body: answer } = await ask("POST", PATH, tokens.announce, body);
  expect(status).toBe(400);
  expect(answer.error.issues[0].path).toBe(path.replace("node.", ""));
});

test.each([
  { action: "explode" },
  { deadlineMs: 1_000 },
  { action: "retire", end: "hold" },
  { reason: "because" },
  { override: { youtube: "splendid" } },
])("a wish that makes no sense is refused: %o", async (patch) => {
  const { ask, tokens } = serve();
  const { id } = (await ask("POST", PATH, tokens.ops, EU1)).body;
  expect(await ask("PATCH", `${PATH}/${id}`, tokens.ops, patch)).toMatchObject({
    status: 400,
    body: { error: { code: "invalid" } },
  });
});

test("an announcement that clashes is refused with what to do", async () => {
  const { ask, tokens } = serve();
  const { id } = (await ask("POST", PATH, tokens.ops, EU1)).body;
  const clash = await ask("POST", PATH, tokens.ops, { ...EU1, name: "eu-2" });
  expect(clash).toMatchObject({ status: 409, body: { error: { code: "address_taken" } } });
  await ask("PATCH", `${PATH}/${id}`, tokens.ops, { action: "retire" });
  const again = await ask("POST", PATH, tokens.ops, EU1);
  expect(again).toMatchObject({ status: 409, body: { error: { code: "node_retired" } } });
});
