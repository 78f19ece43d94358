import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { fill, type Place } from "./place.ts";

const PACK = {
  gzip: (bytes: Buffer) => gzipSync(bytes, { level: 1 }),
  deflate: (bytes: Buffer) => deflateSync(bytes, { level: 1 }),
  br: (bytes: Buffer) => brotliCompressSync(bytes.subarray(0, 100_000)),
} as const;

export type Packing = keyof typeof PACK;
export const PACKINGS = ["gzip", "deflate", "br"] as const satisfies readonly Packing[];

/** Where something is done to bytes, as a share of their length. */
type Ratio = number;

/** A body, small to print whatever its size. */
export interface Body {
  /** Texts, each so many times. */
  readonly parts: readonly (readonly [text: string, times: number])[];
  /** Bytes put in where they do not belong, such as half a character. */
  readonly bytes?: readonly number[] | undefined;
  readonly bytesAt?: Ratio;
  /** What is left of the text. */
  readonly cutAt?: Ratio | undefined;
  /** From the inside out. */
  readonly packings?: readonly Packing[] | undefined;
  /** What is left of it once it is packed. */
  readonly packedCutAt?: Ratio | undefined;
}

const upTo = (bytes: Buffer, ratio: Ratio | undefined): Buffer =>
  ratio === undefined ? bytes : bytes.subarray(0, Math.floor(bytes.length * ratio));

/** The body as it is sent. */
export const bytesOf = (body: Body, place: Place): Buffer => {
  const text = body.parts.map(([text, times]) => fill(text, place).repeat(times)).join("");
  const whole = Buffer.from(text);
  const at = Math.floor(whole.length * (body.bytesAt ?? 0));
  const harmed = Buffer.concat([whole.subarray(0, at), Buffer.from(body.bytes ?? []), whole.subarray(at)]);
  const packed = (body.packings ?? []).reduce(
    (bytes, packing) => PACK[packing](bytes),
    upTo(harmed, body.cutAt),
  );
  return upTo(packed, body.packedCutAt);
};
