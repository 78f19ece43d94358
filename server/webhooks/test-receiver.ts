import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A message that came in whole. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Its signature is that of the secret, for this id, this time and this body. */
  readonly isSigned: boolean;
}

/** What the receiver answers; `null`: nothing, for as long as it is not cut. */
export type Reply = { readonly status: number; readonly headers?: Record<string, string> } | null;

/**
 * Listens on 127.0.0.1 until the test has ended, and verifies by code of its own.
 * @param replies one for each message, the last for all that follow
 */
export const startReceiver = async (key: Buffer, ...replies: readonly Reply[]) => {
  const received: Received[] = [];
  let connections = 0;
  let open = 0;
  let mostAtOnce = 0;
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.on("close", () => {
      open -= 1;
    });
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const { headers } = request;
      const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
      const expected = `v1,${createHmac("sha256", key).update(signed, "utf8").digest("base64")}`;
      const reply = replies[Math.min(received.length, replies.length - 1)] ?? null;
      received.push({ headers, body, isSigned: headers["webhook-signature"] === expected });
      if (reply === null) held.push(() => response.writeHead(204).end());
      else response.writeHead(reply.status, reply.headers).end("thanks");
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/hook?key=a-secret-address`,
    received,
    connections: () => connections,
    mostAtOnce: () => mostAtOnce,
    /** Answers one that got no answer with 204. */
    release: () => held.shift()?.(),
  };
};
