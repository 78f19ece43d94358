import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { works } from "../audio/test-node.ts";
import { createTokenRoom } from "../auth/test-tokens.ts";
import { webhookDeliveries } from "./table.ts";
import { startReceiver } from "./test-receiver.ts";

const SECRET = "a-secret-of-24-characters";
const NODE = { pool: "main", name: "eu-1", address: "http://203.0.113.7:2333", password: "hush-hush-hush" };
const PATH = "/api/v1/audio/nodes";

let room: ReturnType<typeof createTokenRoom>;
beforeEach(() => {
  room = createTokenRoom();
});
afterEach(() => room.close());

/** A whole server that tells this receiver, and a way to ask it as operations do. */
const serve = (url: string, env: Record<string, string> = {}) => {
  const token = room.token("create", "--scope", "ops", "--pool", "main").out;
  const server = room.serve(
    { PASSPHRASE: "open-sesame", WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET, ...env },
    { probe: async () => works() },
  );
  const ask = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await server.app.request(path, { method, headers, body: JSON.stringify(body) });
    expect(response.status).toBeLessThan(300);
    return JSON.parse(await response.text());
  };
  return { server, ask };
};

test("the receiver is told of a node's announcement and its end, without its password", async () => {
  const { url, received } = await startReceiver(Buffer.from(SECRET), { status: 204 });
  const { ask } = serve(url, { WEBHOOK_ALLOW: "loopback" });
  const { id } = await ask("POST", PATH, NODE);
  await vi.waitFor(() => expect(received).toHaveLength(1));
  await ask("PATCH", `${PATH}/${id}`, { action: "retire", reason: "too slow" });
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received.every(({ isSigned }) => isSigned)).toBe(true);
  const { password, ...shown } = NODE;
  expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: "node.announced", data: { id, ...shown } },
    { type: "node.retired", data: { id, ...shown, state: "retired", cause: "ops", reason: "too slow" } },
  ]);
  expect(JSON.stringify(received)).not.toContain(password);
});

test("a receiver in a private network that nobody allowed is not connected to", async () => {
  const { url, connections } = await startReceiver(Buffer.from(SECRET), { status: 204 });
  const { server, ask } = serve(url);
  await ask("POST", PATH, NODE);
  const failures = () =>
    server.keeper.read((db) => db.select().from(webhookDeliveries).get()?.failures, undefined);
  await vi.waitFor(() => expect(failures()).toBe(1));
  expect(connections()).toBe(0);
});
