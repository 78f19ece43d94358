import type { ShardState } from "#protocol/state.ts";
import { type Body, bytesOf } from "./body.ts";
import { fill, type Place } from "./place.ts";

/** How a body's length is told. */
export const FRAMINGS = [
  "told",
  "chunked",
  "too short",
  "too long",
  "both",
  "broken chunks",
  "untold",
] as const;
export type Framing = (typeof FRAMINGS)[number];

/** A request of which nothing needs to be right. Texts are bytes, a letter each. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Body | undefined;
  readonly framing?: Framing | undefined;
}

/** What may become of it. */
export interface Fate {
  /** `either`: nonsense, some of which happens to have a meaning. */
  readonly expected: "taken" | "refused" | "either";
  /** What of this lane's shard it changes where it is answered with success. */
  readonly changes?: { readonly cluster: "glance" | "reported"; readonly state: ShardState } | undefined;
}

/** One generated case: a request, or bytes that are none. */
export interface Case extends Fate {
  readonly sends: Request | { readonly bytes: string };
}

export const methodOf = ({ sends }: Case): string => ("method" in sends ? sends.method : "");

/** The address it comes from: whoever sends a wrong secret is limited by his own. */
export const originOf = ({ sends }: Case, member: number): string => {
  const isRight =
    "headers" in sends &&
    sends.headers.every(([name, value]) => !/^authorization$/i.test(name) || value === "Bearer <passphrase>");
  return isRight ? "127.0.0.1" : `127.0.9.${1 + (member % 250)}`;
};

const CHUNK_BYTES = 16_384;

const chunked = (bytes: Buffer): Buffer => {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
};

/** The headers that tell of a body, and the body with them. */
const FRAME: Readonly<Record<Framing, (bytes: Buffer) => readonly [headers: string, bytes: Buffer]>> = {
  told: (bytes) => [`Content-Length: ${bytes.length}\r\n`, bytes],
  chunked: (bytes) => ["Transfer-Encoding: chunked\r\n", chunked(bytes)],
  "too short": (bytes) => [`Content-Length: ${Math.max(0, bytes.length - 3)}\r\n`, bytes],
  "too long": (bytes) => [`Content-Length: ${bytes.length + 7}\r\n`, bytes],
  both: (bytes) => [`Content-Length: ${bytes.length}\r\nTransfer-Encoding: chunked\r\n`, chunked(bytes)],
  "broken chunks": (bytes) => [
    "Transfer-Encoding: chunked\r\n",
    Buffer.concat([Buffer.from("zz\r\n"), chunked(bytes)]),
  ],
  untold: (bytes) => ["", bytes],
};

/** What is sent for a case. */
export const wordsOf = ({ sends }: Case, place: Place): Buffer => {
  if ("bytes" in sends) return Buffer.from(fill(sends.bytes, place), "latin1");
  const { method, target, headers, body, framing = "told" } = sends;
  const [told, bytes] = body === undefined ? ["", Buffer.alloc(0)] : FRAME[framing](bytesOf(body, place));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = fill(`${method} ${target} HTTP/1.1\r\n${lines}`, place);
  return Buffer.concat([Buffer.from(`${head}${told}\r\n`, "latin1"), bytes]);
};
