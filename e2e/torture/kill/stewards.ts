import { dialLink } from "../../../server/links/test-link.ts";
import { ask, keepAlive } from "../../support/http.ts";
import { NEW, type NodeLedger } from "./node-ledger.ts";

const PATH = "/api/v1/audio/nodes";

interface Place {
  readonly url: string;
  /** May announce and steer. */
  readonly secret: string;
  readonly ledger: NodeLedger;
}

/** Each name has an address of its own; nobody listens there. */
const nodeOf = (name: string) => ({
  pool: "main",
  name,
  address: `http://${name}.invalid:2333`,
  password: `password-of-${name}`,
});

let lives = 0;
const nextName = (who: string): string => {
  lives += 1;
  return `${who}-${lives}`;
};

/** The server answered, and not as it should; a server that is gone is another matter. */
class Refused extends Error {}

/** Announces, notes, drains, retires and removes nodes by request, one after the other, until the server is gone. */
const steward = async ({ url, secret, ledger }: Place): Promise<void> => {
  const agent = keepAlive();
  const headers = { authorization: `Bearer ${secret}` };
  const send = async (method: string, path: string, body?: object) => {
    const answer = await ask(url, path, {
      method,
      headers,
      agent,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Refused(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const wishes = ["drain", "retire"] as const;
  for (let round = 0; ; round += 1) {
    const name = nextName("asked");
    let at = "";
    await ledger.say(name, NEW, async () => {
      at = `${PATH}/${(await send("POST", PATH, nodeOf(name))).json<{ id: string }>().id}`;
      return true;
    });
    const note = `note ${round}`;
    await ledger.say(name, { ...NEW, note }, async () => (await send("PATCH", at, { note })).status === 200);
    const action = wishes[round % 2] ?? "drain";
    const state = action === "drain" ? "draining" : "retired";
    const wish = { action, ...(action === "drain" && { end: "hold" }), reason: "for the test" };
    await ledger.say(name, { note, state }, async () => (await send("PATCH", at, wish)).status === 200);
    if (round % 3 !== 0) continue;
    await ledger.say(name, { note, state: "gone" }, async () => (await send("DELETE", at)).status === 204);
  }
};

/** Announces nodes over a link, one after the other, until the server is gone. */
const agent = async ({ url, secret, ledger }: Place): Promise<void> => {
  const link = await dialLink(url, { authorization: `Bearer ${secret}` });
  link.socket.on("error", () => {});
  const isGone = link.closed.then(() => null);
  link.send({ type: "hello", role: "agent", protocol: 1, boot: nextName("boot") });
  await Promise.race([link.next(), isGone]);
  for (let isThere = true; isThere; ) {
    const name = nextName("linked");
    await ledger.say(name, NEW, async () => {
      link.send({ type: "announce", node: nodeOf(name) });
      for (;;) {
        const said = await Promise.race([link.next(), isGone]);
        isThere = said !== null;
        if (said === null) return false;
        if (said.type === "announced") return true;
        if (said.type !== "node") throw new Refused(`the link said ${JSON.stringify(said)}`);
      }
    });
  }
};

/** Announces and steers nodes in many ways at once; resolves once the server is gone. @throws Error where it refuses what is right */
export const steerNodes = async (place: Place): Promise<void> => {
  const all = await Promise.allSettled([
    ...Array.from({ length: 4 }, () => steward(place)),
    ...Array.from({ length: 4 }, () => agent(place)),
  ]);
  for (const one of all) if (one.status === "rejected" && one.reason instanceof Refused) throw one.reason;
};
