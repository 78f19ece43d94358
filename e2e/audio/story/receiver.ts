import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** Receivers of Standard Webhooks refuse what was signed longer ago. */
const TOLERANCE_MS = 300_000;

/** One thing that was told. */
export interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it came, epoch ms. */
  readonly at: number;
  /** Whether it was signed with the secret, for this body and just now. */
  readonly isSigned: boolean;
}

/** Whoever makes and destroys machines: takes what it is told, and checks the signatures by itself. */
export interface Provisioner {
  readonly url: string;
  readonly told: readonly Told[];
  /** What it was told of a node by its name, in order. */
  about(name: string): string[];
  close(): Promise<void>;
}

export const startProvisioner = async (secret: string): Promise<Provisioner> => {
  const told: Told[] = [];
  const isSigned = (headers: IncomingHttpHeaders, body: string) => {
    const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signature } = headers;
    const mac = createHmac("sha256", secret).update(`${id}.${seconds}.${body}`).digest("base64");
    const [expected, given] = [Buffer.from(`v1,${mac}`), Buffer.from(String(signature))];
    const isRecent = Math.abs(Date.now() - Number(seconds) * 1_000) < TOLERANCE_MS;
    return isRecent && expected.length === given.length && timingSafeEqual(expected, given);
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const { type, data } = JSON.parse(body);
    const { headers } = request;
    told.push({ type, data, headers, body, at: Date.now(), isSigned: isSigned(headers, body) });
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/shardlight`,
    told,
    about: (name) => told.flatMap(({ type, data }) => (data["name"] === name ? type : [])),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
