import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Context } from "hono";
import type { z } from "zod";
import { AppError, type InputIssue, invalidFields } from "../errors.ts";
import { HeldBytes } from "./held-bytes.ts";

/** Largest body that is read, before and after it is unpacked. */
export const MAX_BODY_BYTES = 1_024 * 1_024;
/** All JSON bodies that are being read, packed and unpacked; those of 15,000 connections could be 15 GB. */
const MAX_BODIES_BYTES = 64 * MAX_BODY_BYTES;
/** What zlib keeps of a body that it unpacks: a window of 32 KiB, its tables, and a chunk of 16 KiB. */
const UNPACKING_BYTES = 64 * 1_024;

const bodies = new HeldBytes(MAX_BODIES_BYTES);

/** Counts bytes that are held. @throws AppError `too_many_bodies` */
type Take = (bytes: number) => void;

/** How much of a body is read, and what is said of more. */
interface BodyLimit {
  readonly maxBytes: number;
  /** In words for people. */
  readonly message: string;
}

const JSON_LIMIT: BodyLimit = {
  maxBytes: MAX_BODY_BYTES,
  message: "the body is over 1 MiB, as sent or unpacked; send fewer shards at once",
};

const tooLarge = ({ message }: BodyLimit) => new AppError("too_large", message);

/**
 * Reads a JSON body, plain or gzipped, whatever its Content-Type says, and checks it.
 * @throws AppError `too_large`, `too_many_bodies`, `unsupported_encoding`, or `invalid` naming each wrong field; never
 *   echoes input
 */
export const readJson = <T>(c: Context, schema: z.ZodType<T>): Promise<T> =>
  bodies.lend(async (take) =>
    check(schema, parse(await unpack(c, await readBytes(c, JSON_LIMIT, take), take))),
  );

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError("invalid", "the body must be JSON in UTF-8", { cause: error });
  }
};

/**
 * Reads a body as text. Everyone may send it, so that it takes no room from those who push: its limit has to be small.
 * @throws AppError `too_large`, or `invalid` where the sender goes away in the middle of it
 */
export const readText = async (c: Context, limit: BodyLimit): Promise<string> =>
  new TextDecoder().decode(await readBytes(c, limit, () => {}));

/** @throws AppError `invalid` naming each wrong field */
export const check = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidFields(
    parsed.error.issues,
    ({ path, code, message }): InputIssue => ({
      path: path.join("."),
      message: code === "unrecognized_keys" ? "has fields that are not known" : message,
    }),
  );
};

/** Node's own stream where there is one: a web stream made of it costs as much as all the rest of a report. */
const incomingOf = (c: Context): IncomingMessage | undefined => c.env?.incoming;

const bodyOf = (c: Context): AsyncIterable<Uint8Array> =>
  incomingOf(c)?.iterator({ destroyOnReturn: false }) ?? c.req.raw.body ?? Readable.from([]);

const readBytes = async (c: Context, limit: BodyLimit, take: Take): Promise<Uint8Array> => {
  if (Number(c.req.header("content-length") ?? 0) > limit.maxBytes) throw tooLarge(limit);
  try {
    return await collect(bodyOf(c), limit, take);
  } catch (error) {
    // What is left unread would stand before the next request on this connection.
    incomingOf(c)?.resume();
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", "the body did not arrive whole", { cause: error });
  }
};

const unpack = async (c: Context, bytes: Uint8Array, take: Take): Promise<Uint8Array> => {
  const encoding = c.req.header("content-encoding");
  if (encoding === undefined || encoding === "identity") return bytes;
  if (encoding !== "gzip")
    throw new AppError("unsupported_encoding", "send the body plain or with Content-Encoding: gzip");
  take(UNPACKING_BYTES);
  try {
    return await collect(Readable.from([bytes]).pipe(createGunzip()), JSON_LIMIT, take);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", "the body is not whole gzip", { cause: error });
  }
};

const collect = async (
  source: AsyncIterable<Uint8Array>,
  limit: BodyLimit,
  take: Take,
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit.maxBytes) throw tooLarge(limit);
    take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
