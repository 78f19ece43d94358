import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Context } from "hono";
import type { z } from "zod";
import { AppError, type InputIssue, invalidFields } from "../errors.ts";

const unzip = promisify(gunzip);

/** Largest body that is read, before and after it is unpacked. */
export const MAX_BODY_BYTES = 1_024 * 1_024;

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
 * @throws AppError `too_large`, `unsupported_encoding`, or `invalid` naming each wrong field; never echoes input
 */
export const readJson = async <T>(c: Context, schema: z.ZodType<T>): Promise<T> => {
  const packed = await readBytes(c, JSON_LIMIT);
  const text = new TextDecoder("utf-8", { fatal: true });
  let value: unknown;
  try {
    value = JSON.parse(text.decode(await unpack(packed, c.req.header("content-encoding"))));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", "the body must be JSON in UTF-8", { cause: error });
  }
  return check(schema, value);
};

/**
 * Reads a body as text.
 * @throws AppError `too_large`, or `invalid` where the sender goes away in the middle of it
 */
export const readText = async (c: Context, limit: BodyLimit): Promise<string> =>
  new TextDecoder().decode(await readBytes(c, limit));

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

const readBytes = async (c: Context, limit: BodyLimit): Promise<Uint8Array> => {
  if (Number(c.req.header("content-length") ?? 0) > limit.maxBytes) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of bodyOf(c)) {
      size += chunk.length;
      if (size > limit.maxBytes) {
        // What is left unread would stand before the next request on this connection.
        incomingOf(c)?.resume();
        throw tooLarge(limit);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", "the body did not arrive whole", { cause: error });
  }
  return Buffer.concat(chunks);
};

const unpack = async (bytes: Uint8Array, encoding: string | undefined): Promise<Uint8Array> => {
  if (encoding === undefined || encoding === "identity") return bytes;
  if (encoding !== "gzip")
    throw new AppError("unsupported_encoding", "send the body plain or with Content-Encoding: gzip");
  try {
    return await unzip(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(JSON_LIMIT);
    throw new AppError("invalid", "the body is not whole gzip", { cause: error });
  }
};
