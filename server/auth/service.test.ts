import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Keeper } from "../db/keeper.ts";
import { createEvents } from "../events.ts";
import { dialLink, hello } from "../links/test-link.ts";
import { createLog } from "../log.ts";
import { createTestClock } from "../test-clock.ts";
import { peekTokens } from "./peek.ts";
import { TokenService } from "./service.ts";
import { createTokenRoom, idOf } from "./test-tokens.ts";

let room: ReturnType<typeof createTokenRoom>;
const closers: (() => unknown)[] = [];
beforeEach(() => {
  room = createTokenRoom();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  room.close();
});
const serve = (env?: Record<string, string>) => {
  const server = room.serve(env);
  closers.push(server.close);
  return server;
};
const listen = async (env?: Record<string, string>) => {
  const server = await room.listen(env);
  closers.push(server.close);
  return server;
};
const make = (scope: string, ...where: string[]) =>
  room.token("create", "--scope", scope, ...(where.length > 0 ? where : ["--cluster", "main"])).out;
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

const report = (shardCount: number, more: object = {}) =>
  JSON.stringify({ boot: "b", seq: 0, shardCount, shards: [{ id: 0, state: "online" }], ...more });
type App = { app: { request(path: string, init?: RequestInit): Response | Promise<Response> } };
const ROUTES = {
  report: ({ app }: App, cluster: string, headers: Record<string, string>) =>
    app.request(`/api/v1/clusters/${cluster}/reports`, { method: "POST", headers, body: report(60) }),
  goodbye: ({ app }: App, cluster: string, headers: Record<string, string>) =>
    app.request(`/api/v1/clusters/${cluster}/processes/gone`, { method: "DELETE", headers }),
  status: ({ app }: App, cluster: string, headers: Record<string, string>) =>
    app.request(`/api/status/${cluster}/0/3`, { method: "POST", headers }),
  health: ({ app }: App, cluster: string, headers: Record<string, string>) =>
    app.request(`/api/health/${cluster}/0`, { method: "POST", headers }),
};
const PUSHES = Object.entries(ROUTES);

describe("who may push where", () => {
  test.each(PUSHES)("%s: a token for it, as Bearer or raw", async (_, push) => {
    const server = serve();
    const secret = make("report");
    await ROUTES.status(server, "main", bearer(secret));
    expect((await push(server, "main", bearer(secret))).status).toBeLessThan(300);
    expect((await push(server, "main", { authorization: secret })).status).toBeLessThan(300);
  });

  test.each(PUSHES)(
    "%s: 403 on another cluster, in the same words for one that is not there",
    async (_, push) => {
      const server = serve({ PASSPHRASE: "hush" });
      const secret = bearer(make("report"));
      const answers = await Promise.all(
        ["patron_1", "nowhere", "a%2Fb", "%E2%80%AE"].map(async (cluster) => {
          const answer = await push(server, cluster, secret);
          return `${answer.status} ${await answer.text()}`;
        }),
      );
      expect(answers[0]).toMatch(/^403 /);
      expect(new Set(answers).size).toBe(1);
    },
  );

  test.each(PUSHES)(
    "%s: 403 without the scope, 401 without a good secret, before anything else",
    async (_, push) => {
      const server = serve({ PASSPHRASE: "hush" });
      const other = bearer(make("read,ops,announce,nodes,control", "--all-clusters", "--all-pools"));
      const good = make("report");
      const wrong = `${good.slice(0, -1)}${good.endsWith("0") ? "1" : "0"}`;
      const unknown = `slt_000000000000_${good.slice(17)}`;
      for (const cluster of ["main", "nowhere"]) {
        expect((await push(server, cluster, other)).status).toBe(403);
        const refusals = await Promise.all(
          [{}, bearer("wrong"), bearer(wrong), bearer(unknown), bearer(idOf(good))].map(async (headers) => {
            const answer = await push(server, cluster, headers);
            return `${answer.status} ${await answer.text()}`;
          }),
        );
        expect(refusals[0]).toMatch(/^401 /);
        expect(new Set(refusals).size).toBe(1);
      }
    },
  );

  test("the passphrase goes on working, and a token for all clusters is told which do not exist", async () => {
    const server = serve({ PASSPHRASE: "hush" });
    const all = bearer(make("report", "--all-clusters"));
    expect((await ROUTES.report(server, "main", bearer("hush"))).status).toBe(200);
    expect((await ROUTES.status(server, "patron_1", { authorization: "hush" })).status).toBe(204);
    expect((await ROUTES.status(server, "patron_1", all)).status).toBe(204);
    expect((await ROUTES.report(server, "nowhere", all)).status).toBe(404);
  });

  test("without a passphrase the first token closes the door, and it stays closed without a usable one", async () => {
    const server = serve();
    expect((await ROUTES.status(server, "main", {})).status).toBe(204);
    const secret = make("report");
    expect((await ROUTES.status(server, "main", {})).status).toBe(401);
    expect((await ROUTES.status(server, "main", bearer(secret))).status).toBe(204);
    room.token("revoke", idOf(secret));
    expect((await ROUTES.status(server, "main", bearer(secret))).status).toBe(401);
    expect((await ROUTES.status(server, "main", {})).status).toBe(401);
  });
});

test("what the CLI did is true for the next push: made, rotated, overlapped, revoked", async () => {
  const server = serve({ PASSPHRASE: "hush" });
  const push = async (secret: string) => (await ROUTES.status(server, "main", bearer(secret))).status;
  const first = make("report");
  expect(await push(first)).toBe(204);
  const second = room.token("rotate", idOf(first), "--overlap", "10m").out;
  expect([await push(first), await push(second)]).toEqual([204, 204]);
  room.clock.advance(600_000);
  expect([await push(first), await push(second)]).toEqual([401, 204]);
  const third = room.token("rotate", idOf(first), "--overlap", "0s").out;
  expect([await push(second), await push(third)]).toEqual([401, 204]);
  room.token("revoke", idOf(first));
  expect(await push(third)).toBe(401);
});

test("a token expires on time", async () => {
  const server = serve({ PASSPHRASE: "hush" });
  const secret = make("report", "--cluster", "main", "--expires", "1h");
  room.clock.advance(3_599_999);
  expect((await ROUTES.status(server, "main", bearer(secret))).status).toBe(204);
  room.clock.advance(1);
  expect((await ROUTES.status(server, "main", bearer(secret))).status).toBe(401);
});

test("last use is written at most once a minute", async () => {
  const server = serve({ PASSPHRASE: "hush" });
  const secret = make("report");
  const lastUse = () => / (never|\d{4}-\S+ \S+Z) +good$/m.exec(room.token("list").out)?.[1];
  expect(lastUse()).toBe("never");
  await ROUTES.status(server, "main", bearer(secret));
  await expect.poll(lastUse).toBe("2025-11-21 01:20:00Z");
  const kept = vi.spyOn(server.keeper, "keep");
  room.clock.advance(30_000);
  for (let i = 0; i < 50; i += 1) await ROUTES.health(server, "main", bearer(secret));
  expect(kept.mock.calls.length).toBeLessThan(10);
  expect(lastUse()).toBe("2025-11-21 01:20:00Z");
  room.clock.advance(30_000);
  await ROUTES.health(server, "main", bearer(secret));
  await expect.poll(lastUse).toBe("2025-11-21 01:21:00Z");
});

describe("the processes of a cluster", () => {
  const list = ({ app }: App, cluster: string, headers: Record<string, string> = {}) =>
    app.request(`/api/v1/clusters/${cluster}/processes`, { headers });

  test.each(["none", "counts"])(
    "where %s is public, scope read or report of the cluster sees all",
    async (seen) => {
      const server = serve({ PASSPHRASE: "hush", PROCESSES_PUBLIC: seen });
      for (const scope of ["read", "report"]) {
        const answer = await list(server, "main", bearer(make(scope)));
        expect(await answer.json()).toMatchObject({ visible: "all" });
      }
      expect((await list(server, "main", bearer(make("ops", "--all-clusters", "--all-pools")))).status).toBe(
        403,
      );
      const other = bearer(make("read,report", "--cluster", "patron_1"));
      const [there, notThere] = [await list(server, "main", other), await list(server, "nowhere", other)];
      expect([there.status, notThere.status]).toEqual([403, 403]);
      expect(await there.text()).toBe(await notThere.text());
      expect((await list(server, "main", bearer("wrong"))).status).toBe(401);
      expect((await list(server, "main")).status).toBe(seen === "none" ? 401 : 200);
    },
  );
});

describe("the link", () => {
  test("a token opens it, and its revocation closes it with why", async () => {
    const secret = make("report");
    const server = await listen({ PASSPHRASE: "hush" });
    const link = await dialLink(server.url, bearer(secret));
    link.send(hello("a"));
    expect(await link.next()).toMatchObject({ type: "welcome" });
    room.token("revoke", idOf(secret));
    room.clock.advance(250);
    expect(await link.next()).toMatchObject({ type: "error", code: "unauthorized" });
    expect(await link.closed).toBe(4401);
  });

  test("the end of an overlap and of the token itself close it too, and only then", async () => {
    const server = await listen({ PASSPHRASE: "hush" });
    const old = make("report", "--cluster", "main", "--expires", "20s");
    const [first, second] = [
      await dialLink(server.url, bearer(old)),
      room.token("rotate", idOf(old), "--overlap", "10s").out,
    ];
    const next = await dialLink(server.url, bearer(second));
    const master = await dialLink(server.url, bearer("hush"));
    for (const [place, link] of [first, next, master].entries()) {
      link.send(hello(`boot${place}`));
      expect(await link.next()).toMatchObject({ type: "welcome" });
    }
    room.clock.advance(9_750);
    expect(server.links.size).toBe(3);
    room.clock.advance(250);
    expect(await first.closed).toBe(4401);
    expect([next, master].map(({ socket }) => socket.readyState)).toEqual([1, 1]);
    room.clock.advance(10_000);
    expect(await next.closed).toBe(4401);
    expect(master.socket.readyState).toBe(1);
    master.socket.terminate();
  });

  test("the end of a token closes it too where the machine's clock was a day ahead meanwhile", async () => {
    const server = await listen({ PASSPHRASE: "hush" });
    const secret = make("report", "--cluster", "main", "--expires", "12h");
    const dial = async (boot: string) => {
      const link = await dialLink(server.url, bearer(secret));
      link.send(hello(boot));
      expect(await link.next()).toMatchObject({ type: "welcome" });
      return link;
    };
    const turn = (byMs: number) => {
      room.clock.stepWall(byMs);
      room.clock.advance(500);
    };
    const first = await dial("first");
    turn(86_400_000);
    expect(await first.closed).toBe(4401);
    turn(-86_400_000);
    const second = await dial("second");
    turn(43_200_000);
    expect(await second.closed).toBe(4401);
  });

  test("a hello for another cluster is refused in the same words whether it is there or not", async () => {
    const secret = make("report");
    const server = await listen({ PASSPHRASE: "hush" });
    const refusals = await Promise.all(
      ["patron_1", "nowhere"].map(async (cluster) => {
        const link = await dialLink(server.url, bearer(secret));
        link.send(hello("a", { cluster }));
        return [await link.next(), await link.closed];
      }),
    );
    expect(refusals[0]).toEqual([expect.objectContaining({ type: "error", code: "forbidden" }), 4403]);
    expect(refusals[0]).toEqual(refusals[1]);
  });

  test("a token without the scope does not get in", async () => {
    const server = serve({ PASSPHRASE: "hush" });
    const knock = async (secret: string) =>
      (await server.app.request("/api/v1/link", { headers: bearer(secret) })).status;
    expect([await knock(make("read")), await knock("slt_nothing"), await knock(make("report"))]).toEqual([
      403, 401, 426,
    ]);
  });
});

describe("before the database is open", () => {
  const closed = (atStart: ConstructorParameters<typeof TokenService>[0]["atStart"]) => {
    const parts = { clock: createTestClock(), events: createEvents(), log: createLog("silent") };
    const open = () => {
      throw Object.assign(new Error("busy"), { code: "SQLITE_BUSY" });
    };
    const keeper = new Keeper({ ...parts, open });
    const tokens = new TokenService({ ...parts, keeper, atStart });
    keeper.start();
    return tokens;
  };
  const secret = `slt_000000000000_${"0".repeat(40)}`;

  test("nobody is let in on a guess, and a token is asked to come again", () => {
    expect(() => closed("unknown").isEmpty()).toThrow(/send it again/);
    expect(closed("usable").isEmpty()).toBe(false);
    expect(closed("unusable").isEmpty()).toBe(false);
    expect(() => closed("usable").find(secret)).toThrow(/send it again/);
    expect(closed("usable").find("hush")).toBeNull();
  });

  test("where there were no tokens at the start, it is as without them", () => {
    expect(closed("none").isEmpty()).toBe(true);
    expect(closed("none").find(secret)).toBeNull();
  });

  test("the file tells what there is", () => {
    const peek = () => peekTokens(room.path, room.clock.wall());
    expect(peekTokens(`${room.path}.missing`, 0)).toBe("none");
    expect(peek()).toBe("none");
    const made = make("report");
    expect(peek()).toBe("usable");
    room.token("revoke", idOf(made));
    expect(peek()).toBe("unusable");
    expect(peekTokens(import.meta.filename, 0)).toBe("lost");
    expect(peekTokens(import.meta.dirname, 0)).toBe("unknown");
  });
});

test("the API's description names the scope of each route that takes a secret", async () => {
  type Operation = { security?: Record<string, string[]>[]; responses: Record<string, unknown> };
  type Api = {
    paths: Record<string, Record<string, Operation>>;
    components: { securitySchemes: Record<string, unknown> };
  };
  const api = (await (await serve().app.request("/api/v1/openapi.json")).json()) as Api;
  expect(api.components.securitySchemes).toMatchObject({ token: { bearerFormat: "slt_<id>_<secret>" } });
  const found = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      // Players are for people who are signed in, and for keys of their servers.
      .filter(() => !/^\/(?:api\/servers|auth\/|ws\/)/.test(path))
      .filter(([, { security, responses }]) => security !== undefined || "401" in responses)
      .map(([method, { security }]) => [
        `${method} ${path}`,
        security?.find(({ token }) => token)?.["token"],
      ]),
  );
  expect(Object.fromEntries(found)).toMatchObject({
    "post /api/v1/clusters/{cluster}/reports": ["report"],
    "delete /api/v1/clusters/{cluster}/processes/{boot}": ["report"],
    "get /api/v1/clusters/{cluster}/processes": ["read"],
    "get /api/v1/link": ["report"],
    "post /api/status/{cluster}/{id}/{state}": ["report"],
    "post /api/health/{cluster}/{id}": ["report"],
  });
  expect(found.every(([, scope]) => scope !== undefined)).toBe(true);
});
