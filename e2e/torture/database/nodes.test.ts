import { renameSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NodeDetail, StaffNode } from "#protocol/audio-view.ts";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import { type Answer, ask } from "../../support/http.ts";
import { until } from "../../support/until.ts";
import { type House, openHouse } from "../holes/house.ts";
import { expectWholeHistory } from "../kill/node-ledger.ts";
import { observe } from "./degraded.ts";
import { checkpoint, HARMS, setAsideOf, soundness } from "./harm.ts";

const PATH = "/api/v1/audio/nodes";
const PASSWORD = "the-password-of-a-node-4096";

let house: House;
let ops: string;
let bot: string;
const { untilHistory } = observe(() => house.server);
const nodeOf = (name: string) => ({
  pool: "main",
  name,
  address: `http://${name}.invalid:2333`,
  password: PASSWORD,
});
const send = (method: string, path: string, body?: object): Promise<Answer> =>
  ask(house.server.url, path, {
    method,
    headers: { authorization: `Bearer ${ops}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const announce = async (name: string): Promise<string> => {
  const made = await send("POST", PATH, nodeOf(name));
  expect(made.status, made.text).toBe(201);
  return made.json<{ id: string }>().id;
};
/** What a person made of each node, and what is kept of it. */
const nodes = async () => {
  const listed = await send("GET", PATH);
  return listed.json<{ nodes: StaffNode[] }>().nodes.map(({ id, name, note, state, trouble }) => ({
    id,
    name,
    note,
    isRetired: state === "retired",
    isLocked: trouble === "password_lost",
  }));
};
const history = async (id: string) => (await send("GET", `${PATH}/${id}`)).json<NodeDetail>();
const isUnkept = ({ status, headers, text }: Answer): boolean =>
  status === 503 && text.includes("history_unavailable") && /^[1-9]\d?$/.test(String(headers["retry-after"]));

beforeEach(async () => {
  house = await openHouse();
  ops = house.token("create", "--scope", "ops,announce", "--pool", "main");
  bot = house.token("create", "--scope", "report,nodes", "--cluster", "main", "--pool", "main");
});
afterEach(() => house.dispose());

const linkOf = async (secret: string, first: object) => {
  const link = await dialLink(house.server.url, { authorization: `Bearer ${secret}` });
  link.send(first);
  expect(await link.next()).toMatchObject({ type: "welcome" });
  return link;
};
const AGENT = { type: "hello", role: "agent", protocol: 1, boot: "a" };

describe("while another program holds the database", () => {
  test("what is said of audio nodes is answered 503, or refused on the link, and is kept as a whole once it is free", async () => {
    const [id, gone] = [await announce("first"), await announce("gone")];
    const agent = await linkOf(ops, AGENT);
    const other = new Database(house.server.databasePath);
    other.exec("BEGIN EXCLUSIVE");
    expect(isUnkept(await send("POST", PATH, nodeOf("second")))).toBe(true);
    expect(isUnkept(await send("PATCH", `${PATH}/${id}`, { action: "retire", note: "held" }))).toBe(true);
    expect(isUnkept(await send("DELETE", `${PATH}/${gone}`))).toBe(true);
    agent.send({ type: "announce", node: nodeOf("third") });
    expect(await agent.next()).toMatchObject({
      type: "refused",
      asked: "announce",
      about: "third",
      code: "history_unavailable",
    });
    other.exec("ROLLBACK");
    other.close();
    await untilHistory("ok");
    expect((await send("POST", PATH, nodeOf("second"))).status).toBe(201);
    agent.send({ type: "announce", node: nodeOf("third") });
    await until("it is announced", async () => (await agent.next()).type === "announced");
    const before = await nodes();
    expect(before.map(({ name, isRetired }) => [name, isRetired])).toEqual([
      ["first", true],
      ["second", false],
      ["third", false],
    ]);
    await house.server.kill();
    expect(soundness(house.server.databasePath)).toEqual(["ok", []]);
    await house.server.restart();
    expect(await nodes()).toEqual(before);
    for (const node of before) expectWholeHistory(await history(node.id));
  });

  test("a server that starts then tells nobody that there are no nodes", async () => {
    const id = await announce("first");
    await house.server.stop();
    const other = new Database(house.server.databasePath);
    other.exec("BEGIN EXCLUSIVE");
    await house.server.restart();
    // The tokens cannot be read either: nobody is let in on what is not known.
    expect([401, 503]).toContain((await send("GET", PATH)).status);
    expect((await ask(house.server.url, `${PATH}/${id}`)).status).toBe(503);
    other.exec("ROLLBACK");
    other.close();
    await untilHistory("ok");
    expect(await nodes()).toMatchObject([{ id, isLocked: false }]);
    const link = await linkOf(bot, hello("b"));
    link.send({ type: "subscribe", pools: ["main"] });
    expect(await link.next()).toMatchObject({ type: "nodes", isWhole: true });
    link.socket.terminate();
  });
});

describe.each(HARMS)("a database with %s under the running server", (_, harm) => {
  test("is set aside, and all nodes are written anew with their passwords", async () => {
    const [id, other] = [await announce("first"), await announce("second")];
    expect((await send("PATCH", `${PATH}/${id}`, { note: "before" })).status).toBe(200);
    await checkpoint(house.server.databasePath);
    harm(house.server.databasePath);
    await until("a change is kept again", async () => {
      const answer = await send("PATCH", `${PATH}/${other}`, { note: "after" });
      expect([200, 503]).toContain(answer.status);
      return answer.status === 200 && setAsideOf(house.server.databasePath).length === 1;
    });
    await untilHistory("ok");
    expect((await send("PATCH", `${PATH}/${other}`, { action: "retire" })).status).toBe(200);
    const before = await nodes();
    expect(before).toMatchObject([
      { id, note: "before", isLocked: false },
      { id: other, note: "after", isRetired: true },
    ]);
    expect((await history(other)).history?.[0]).toMatchObject({ to: "retired", cause: "ops" });
    await house.server.kill();
    expect(soundness(house.server.databasePath)).toEqual(["ok", []]);
    await house.server.restart();
    expect(await nodes()).toEqual(before);
  });
});

test("a copy of before in the database's place brings back no node that was removed, and loses none that lives", async () => {
  const [removed, retired] = [await announce("removed"), await announce("retired")];
  const copy = join(house.server.dir, "backup.db");
  const database = new Database(house.server.databasePath);
  await database.backup(copy);
  database.close();
  const since = await announce("since");
  expect((await send("DELETE", `${PATH}/${removed}`)).status).toBe(204);
  renameSync(copy, house.server.databasePath);
  await until("a change is kept again", async () => {
    const answer = await send("PATCH", `${PATH}/${retired}`, { action: "retire" });
    expect([200, 503]).toContain(answer.status);
    return answer.status === 200;
  });
  await untilHistory("ok");
  await house.server.kill();
  expect(soundness(house.server.databasePath)).toEqual(["ok", []]);
  await house.server.restart();
  expect(await nodes()).toMatchObject([
    { id: retired, isRetired: true },
    { id: since, isRetired: false, isLocked: false },
  ]);
  const errors = house.server.logs.filter(({ msg }) => String(msg).includes("refused by the database"));
  expect(errors).toEqual([]);
});

test.each([
  ["a state that does not exist", "state = 'purple'"],
  ["an instant that is a word", "since_at = 'soon'"],
  ["sources that are no JSON", "sources = '{'"],
  ["an address that is none", "address = 'nowhere'"],
  ["a blob for a name", "name = x'00ff'"],
  ["a cause from the future", "cause = 'boredom'"],
])("a stored node with %s is set aside with a log line, and the rest is there", async (_, change) => {
  const [bad, good] = [await announce("bad"), await announce("good")];
  await house.server.stop();
  const database = new Database(house.server.databasePath);
  database.exec(`UPDATE audio_nodes SET ${change} WHERE id = '${bad}'`);
  database.close();
  await house.server.restart();
  expect(await nodes()).toMatchObject([{ id: good, isLocked: false }]);
  expect(house.server.logs).toContainEqual(
    expect.objectContaining({ level: "warn", msg: expect.stringContaining("set aside") }),
  );
  const again = await announce("bad");
  expect(again).not.toBe(bad);
  await house.server.kill();
  expect(soundness(house.server.databasePath)).toEqual(["ok", []]);
  const kept = new Database(house.server.databasePath, { readonly: true });
  const content = kept.prepare("SELECT content FROM set_aside").pluck().get();
  kept.close();
  expect(content).toContain(bad);
  expect(content).not.toContain(PASSWORD);
});

test("events of a node that make no sense hide no others", async () => {
  const id = await announce("first");
  expect((await send("PATCH", `${PATH}/${id}`, { action: "retire" })).status).toBe(200);
  await house.server.stop();
  const database = new Database(house.server.databasePath);
  database.exec("UPDATE audio_node_events SET to_state = 'purple' WHERE to_state = 'probing'");
  database.close();
  await house.server.restart();
  const { history: events = [] } = await history(id);
  expect(events.map(({ to }) => to)).toEqual(expect.arrayContaining(["retired", "announced"]));
});
