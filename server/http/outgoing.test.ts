import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type LookupFunction,
  type Server,
} from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createOutgoing, OutgoingError, type OutgoingRequest } from "./outgoing.ts";
import { isPublicAddress } from "./reach.ts";
import { makeTestCertificate } from "./test-certificate.ts";

const BOUNDS = { timeoutMs: 5_000, maxBytes: 1_000 } as const satisfies OutgoingRequest;
const SECRET = "a-secret-of-the-test";

const anywhere = createOutgoing({ isAllowed: () => true });
const publicOnly = createOutgoing({ isAllowed: isPublicAddress });

/** Listens on a free port until the test has ended; the result is the port. */
const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
};
const serve = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer(answer))}`;
/** A server that says this, whatever it is asked, and counts its connections. */
const serveRaw = async (text: string, isOver = true) => {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.on("error", () => {});
    socket.once("data", () => (isOver ? socket.end(text) : socket.write(text)));
  });
  const port = await listen(server);
  return { port, url: `http://127.0.0.1:${port}`, connections: () => connections };
};
/** A resolver that knows these addresses for every name, and another list at every next look. */
const resolving = (...looks: readonly (readonly string[])[]): LookupFunction => {
  let look = 0;
  return (_, __, callback) => {
    const addresses = looks[Math.min(look, looks.length - 1)] ?? [];
    look += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
};
const failure = async (asked: Promise<unknown>): Promise<OutgoingError> => {
  const error = await asked.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  if (error instanceof OutgoingError) return error;
  throw new Error("not refused as it should be", { cause: error });
};

test("an answer comes with its status, headers and text, whatever the status", async () => {
  const url = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.writeHead(418, { "x-seen": `${request.method} ${request.url} ${request.headers["x-mark"]}` });
      response.end(`got ${body}`);
    });
  });
  const answer = await anywhere(`${url}/a?b=c`, {
    ...BOUNDS,
    method: "POST",
    headers: { "x-mark": "m" },
    body: "é",
  });
  expect(answer).toMatchObject({ status: 418, text: "got é", headers: { "x-seen": "POST /a?b=c m" } });
});

test("an answer that ends with its connection is whole", async () => {
  const { url } = await serveRaw("HTTP/1.0 200 OK\r\n\r\nall of it");
  expect((await anywhere(url, BOUNDS)).text).toBe("all of it");
});

test.each([
  "127.0.0.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "127.1",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[64:ff9b::7f00:1]",
  "0",
  "169.254.169.254",
  "localhost",
])("%s is refused without a connection", async (host) => {
  const { port, connections } = await serveRaw("HTTP/1.1 204 No Content\r\n\r\n");
  expect(await failure(publicOnly(`http://${host}:${port}/`, BOUNDS))).toMatchObject({
    code: "forbidden_address",
    status: null,
  });
  expect(connections()).toBe(0);
});

test("a name with one forbidden address among allowed ones is refused", async () => {
  const { port, connections } = await serveRaw("HTTP/1.1 204 No Content\r\n\r\n");
  const outgoing = createOutgoing({
    isAllowed: (ip) => ip !== "127.0.0.2",
    lookup: resolving(["127.0.0.1", "127.0.0.2"]),
  });
  expect((await failure(outgoing(`http://node.example:${port}`, BOUNDS))).code).toBe("forbidden_address");
  expect(connections()).toBe(0);
});

test("a name without any address is refused", async () => {
  const outgoing = createOutgoing({ isAllowed: () => true, lookup: resolving([]) });
  expect((await failure(outgoing("http://node.example", BOUNDS))).code).toBe("forbidden_address");
});

test("the address that was looked at is the one connected to, though the name has another a moment later", async () => {
  const { port, connections } = await serveRaw("HTTP/1.1 204 No Content\r\n\r\n");
  const asked: string[] = [];
  const outgoing = createOutgoing({
    isAllowed: (ip) => {
      asked.push(ip);
      return ip === "127.0.0.1";
    },
    lookup: resolving(["127.0.0.1"], ["127.0.0.9"]),
  });
  expect((await outgoing(`http://node.example:${port}`, BOUNDS)).status).toBe(204);
  expect(asked).toEqual(["127.0.0.1"]);
  // It is asked anew at the next request, and nothing of the former is left to use.
  expect((await failure(outgoing(`http://node.example:${port}`, BOUNDS))).code).toBe("forbidden_address");
  expect(connections()).toBe(1);
});

test("a redirect is not followed", async () => {
  const target = await serveRaw("HTTP/1.1 204 No Content\r\n\r\n");
  const url = await serve((_, response) => response.writeHead(302, { location: target.url }).end());
  expect(await failure(anywhere(url, BOUNDS))).toMatchObject({ code: "redirect", status: 302 });
  expect(target.connections()).toBe(0);
});

test("an answer is bounded in bytes, and its status is told all the same", async () => {
  const url = await serve((request, response) => response.end("x".repeat(Number(request.url?.slice(1)))));
  expect((await anywhere(`${url}/1000`, BOUNDS)).text).toHaveLength(1_000);
  expect(await failure(anywhere(`${url}/1001`, BOUNDS))).toMatchObject({ code: "too_large", status: 200 });
});

test("a server that never ends its answer is cut", async () => {
  let hasGone = false;
  const url = await serve((_, response) => {
    const more = setInterval(() => response.write("x".repeat(100)), 1);
    response.on("close", () => {
      clearInterval(more);
      hasGone = true;
    });
  });
  expect((await failure(anywhere(url, BOUNDS))).code).toBe("too_large");
  await vi.waitFor(() => expect(hasGone).toBe(true));
});

test.each<[string, RequestListener]>([
  ["never answers", () => {}],
  [
    "drips a byte now and then",
    (_, response) => {
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    },
  ],
])("a server that %s is cut in time", async (_, answer) => {
  const url = await serve(answer);
  expect((await failure(anywhere(url, { ...BOUNDS, timeoutMs: 150 }))).code).toBe("timeout");
});

test("a name that takes too long to find is given up in time", async () => {
  const outgoing = createOutgoing({ isAllowed: () => true, lookup: () => {} });
  expect((await failure(outgoing("http://node.example", { ...BOUNDS, timeoutMs: 50 }))).code).toBe("timeout");
});

test("who asked may end it", async () => {
  const { url, connections } = await serveRaw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart", false);
  const asker = new AbortController();
  const asked = failure(anywhere(url, { ...BOUNDS, signal: asker.signal }));
  await vi.waitFor(() => expect(connections()).toBe(1));
  asker.abort();
  expect((await asked).code).toBe("aborted");
  expect((await failure(anywhere(url, { ...BOUNDS, signal: asker.signal }))).code).toBe("aborted");
  expect(connections()).toBe(1);
});

test.each([
  ["an answer cut short", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart", "ECONNRESET"],
  ["no answer", "", "ECONNRESET"],
  ["another protocol", "220 mail.example ESMTP\r\n", "HPE_INVALID_CONSTANT"],
  [
    "an upgrade",
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
    "ECONNRESET",
  ],
])("%s is an error with a code", async (_, text, code) => {
  const { url } = await serveRaw(text);
  expect((await failure(anywhere(url, BOUNDS))).code).toBe(code);
});

test("a certificate that nobody vouches for is refused, whatever the environment says", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const port = await listen(createTlsServer(makeTestCertificate(), (_, response) => response.end("secret")));
  expect(await failure(anywhere(`https://localhost:${port}`, BOUNDS))).toMatchObject({
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    status: null,
  });
});

test.each([
  ["http://127.0.0.1:1/", "ECONNREFUSED"],
  ["http://no-such-host.example/", "ENOTFOUND"],
  ["ftp://127.0.0.1/", "ERR_INVALID_PROTOCOL"],
  ["no address", "ERR_INVALID_URL"],
])("an error of %s holds no address and no secret", async (url, code) => {
  const outgoing = createOutgoing({
    isAllowed: () => true,
    lookup: (hostname, _, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), ""),
  });
  const error = await failure(
    outgoing(url.replace("//", `//user:${SECRET}@`), { ...BOUNDS, headers: { authorization: SECRET } }),
  );
  expect(error.code).toBe(code);
  const all = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
  expect(all).not.toContain(SECRET);
  expect(all).not.toContain("127.0.0.1");
  expect(all).not.toContain("no-such-host");
});

test("a header that cannot be sent is an error that does not repeat it", async () => {
  const error = await failure(
    anywhere("http://127.0.0.1:1/", { ...BOUNDS, headers: { authorization: `${SECRET}\n` } }),
  );
  expect(error.code).toBe("ERR_INVALID_CHAR");
  expect(`${error.stack}`).not.toContain(SECRET);
});
