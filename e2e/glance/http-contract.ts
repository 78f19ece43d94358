import { describe, expect, test } from "vitest";
import { type Answer, ask, post, rawRequest } from "../support/http.ts";
import { health, push, shardInHello, status, type Target, untoldShard } from "./target.ts";

const expectEmpty204 = (answer: Answer) => {
  expect(answer.status, answer.text).toBe(204);
  expect(answer.text).toBe("");
};

const expectError = (answer: Answer, code: number, error: string) => {
  expect(answer.status, answer.text).toBe(code);
  expect(answer.json()).toEqual({ error });
};

/** What Glance's bots rely on over HTTP, against any server. */
export const describeHttpContract = (target: () => Target) => {
  describe("a status push", () => {
    test.each([0, 1, 2, 3, 4, 5, 6])("sets state %i and is answered 204 and empty", async (state) => {
      expectEmpty204(await status(target(), 0, state));
      expect((await shardInHello(target(), 0))?.state).toBe(state);
    });

    test.each(["7", "-1", "x", "3.5", "33", "%33%33"])("with the state %s is refused", async (state) => {
      await status(target(), 0, 3);
      const answer = await status(target(), 0, state);
      expect(answer.status).toBe(400);
      expect(answer.json()).toEqual({ error: expect.any(String) });
      expect((await shardInHello(target(), 0))?.state).toBe(3);
    });

    test("counts as heard", async () => {
      await status(target(), 0, 3);
      const heard = (await shardInHello(target(), 0))?.last_healthy ?? 0;
      expect(Math.abs(heard - Date.now() / 1_000)).toBeLessThan(5);
    });
  });

  describe("a health push", () => {
    test("revives an unhealthy shard to online", async () => {
      await status(target(), 1, 1);
      expectEmpty204(await health(target(), 1));
      expect((await shardInHello(target(), 1))?.state).toBe(3);
    });

    test.each([0, 2, 3, 4, 5, 6])("leaves state %i as it is", async (state) => {
      await status(target(), 1, state);
      expectEmpty204(await health(target(), 1));
      expect((await shardInHello(target(), 1))?.state).toBe(state);
    });

    test("is refused for a shard that never had a status", async ({ skip }) => {
      const id = await untoldShard(target());
      if (id === undefined) return skip("every shard of this server has spoken");
      const error = `shard '${id}' is not known to the system yet, please populate your status`;
      expectError(await health(target(), id), 409, error);
      expect(await shardInHello(target(), id)).toBeUndefined();
    });
  });

  describe("a wrong address", () => {
    test("names a cluster that does not exist", async () => {
      for (const path of ["/api/status/nowhere/0/3", "/api/health/nowhere/0"])
        expectError(await push(target(), path), 400, "cluster 'nowhere' does not exist");
    });

    test("names a shard outside the range", async () => {
      const { cluster, shardCount } = target();
      const error = (id: number) =>
        `shard '${id}' falls outside the range of valid shards on cluster '${cluster}'`;
      for (const id of [shardCount, 99_999]) {
        expectError(await status(target(), id, 3), 400, error(id));
        expectError(await health(target(), id), 400, error(id));
      }
    });

    test("is judged cluster first, then range", async () => {
      expectError(await push(target(), "/api/health/nowhere/99999"), 400, "cluster 'nowhere' does not exist");
      expectError(
        await push(target(), "/api/status/nowhere/99999/3"),
        400,
        "cluster 'nowhere' does not exist",
      );
    });

    test.each(["GET", "PUT", "DELETE", "PATCH"])(
      "with the method %s is answered 405, allowing POST",
      async (method) => {
        for (const path of [`/api/status/${target().cluster}/0/3`, `/api/health/${target().cluster}/0`]) {
          const answer = await ask(target().url, path, { method });
          expect(answer.status).toBe(405);
          expect(answer.headers["allow"]).toBe("POST");
        }
      },
    );
  });

  describe("the way it is written", () => {
    test("may end in a slash", async () => {
      await status(target(), 2, 4);
      expectEmpty204(await push(target(), `/api/status/${target().cluster}/2/3/`));
      expectEmpty204(await push(target(), `/api/health/${target().cluster}/2/`));
      expect((await shardInHello(target(), 2))?.state).toBe(3);
    });

    test("may percent-encode the cluster's name", async () => {
      const encoded = Buffer.from(target().cluster).toString("hex").replace(/../g, "%$&");
      expectEmpty204(await push(target(), `/api/status/${encoded}/2/6`));
      expectEmpty204(await push(target(), `/api/health/${encoded}/2`));
      expect((await shardInHello(target(), 2))?.state).toBe(6);
    });

    test("may put zeros before a shard's id", async () => {
      expectEmpty204(await status(target(), "0002", 5));
      expectEmpty204(await health(target(), "002"));
      expect((await shardInHello(target(), 2))?.state).toBe(5);
    });

    test("may carry a body, a query and a content type, all ignored", async () => {
      const headers = { "content-type": "application/json" };
      const path = `/api/status/${target().cluster}/2/3?state=2`;
      expectEmpty204(await push(target(), path, { headers, body: "{ no json" }));
      expect((await shardInHello(target(), 2))?.state).toBe(3);
    });

    test("may be an empty POST without Content-Length", async () => {
      const { url, passphrase, cluster } = target();
      const secret = passphrase === null ? [] : [`Authorization: ${passphrase}`];
      const lines = (path: string) => [`POST ${path} HTTP/1.1`, "Host: test", ...secret, "Connection: close"];
      expect(await rawRequest(url, lines(`/api/status/${cluster}/2/4`))).toMatch(/^HTTP\/1\.1 204 /);
      expect(await rawRequest(url, lines(`/api/health/${cluster}/2`))).toMatch(/^HTTP\/1\.1 204 /);
      expect((await shardInHello(target(), 2))?.state).toBe(4);
    });
  });

  describe("what people look at", () => {
    test("is a page, and plain text with a line per cluster", async () => {
      const page = await ask(target().url, "/");
      expect(page.status).toBe(200);
      expect(page.headers["content-type"]).toMatch(/^text\/html/);
      const plain = await ask(target().url, "/plain");
      expect(plain.status).toBe(200);
      expect(plain.headers["content-type"]).toMatch(/^text\/plain/);
      expect(plain.text).toContain(target().cluster);
    });
  });
};

/** Who may push, where the server has a passphrase. */
export const describeAuthorizationContract = (target: () => Target) => {
  const requires = (answer: Answer) => expectError(answer, 401, "this endpoint requires authorization");

  test("the passphrase counts raw and as a Bearer token", async () => {
    const { url, cluster, passphrase } = target();
    for (const authorization of [`${passphrase}`, `Bearer ${passphrase}`]) {
      const answer = await post(url, `/api/status/${cluster}/3/3`, { headers: { authorization } });
      expectEmpty204(answer);
    }
  });

  test("a missing or wrong passphrase is refused before anything else is looked at", async () => {
    const { url, cluster, passphrase } = target();
    await status(target(), 3, 3);
    const paths = [
      `/api/status/${cluster}/3/2`,
      `/api/health/${cluster}/3`,
      "/api/status/nowhere/99999/9",
      "/api/health/nowhere/99999",
    ];
    for (const path of paths) {
      requires(await post(url, path));
      for (const authorization of [
        "",
        "wrong",
        `${passphrase}x`,
        `Basic ${passphrase}`,
        "Bearer wrong",
        "Bearer",
      ])
        requires(await post(url, path, { headers: { authorization } }));
    }
    expect((await shardInHello(target(), 3))?.state).toBe(3);
  });
};
