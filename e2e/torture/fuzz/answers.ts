import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/** One answer as it came over a socket. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Unpacked. */
  readonly body: string;
  /** Whether all of it is there. */
  readonly isWhole: boolean;
}

const UNPACK: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};
const HEAD_END = "\r\n\r\n";

/** What a body of chunks holds so far, and where it ends; -1 while it has not. */
const dechunk = (bytes: Buffer, from: number): { readonly body: Buffer; readonly end: number } => {
  const chunks: Buffer[] = [];
  let at = from;
  for (;;) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return { body: Buffer.concat(chunks), end: -1 };
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    const end = line + 2 + size + 2;
    if (bytes.length < end) return { body: Buffer.concat(chunks), end: -1 };
    if (size === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(bytes.subarray(line + 2, end - 2));
    at = end;
  }
};

const bodyOf = (bytes: Buffer, from: number, head: Omit<RawAnswer, "body" | "isWhole">, method: string) => {
  const { status, headers } = head;
  if (method === "HEAD" || status < 200 || status === 204 || status === 304)
    return { body: Buffer.alloc(0), end: from };
  if (headers.get("transfer-encoding") === "chunked") return dechunk(bytes, from);
  const length = headers.get("content-length");
  // Without either it lasts until the connection ends.
  if (length === undefined) return { body: bytes.subarray(from), end: -1 };
  const end = from + Number(length);
  return { body: bytes.subarray(from, end), end: bytes.length < end ? -1 : end };
};

const unpack = (body: Buffer, encoding: string | undefined, isWhole: boolean): string => {
  const how = encoding === undefined || !isWhole ? undefined : UNPACK[encoding];
  return (how === undefined || body.length === 0 ? body : how(body)).toString("latin1");
};

/**
 * The answers in what came over a connection, the last of which may be torn; words of encouragement (1xx) but for the
 * change of protocol are left out. @param method of the first request
 */
export const answersIn = (bytes: Buffer, method: string): readonly RawAnswer[] => {
  const answers: RawAnswer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const headEnd = bytes.indexOf(HEAD_END, at);
    if (headEnd < 0) break;
    const [first = "", ...lines] = bytes.toString("latin1", at, headEnd).split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) throw new Error(`no answer: ${first.slice(0, 100)}`);
    const headers = new Map(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const head = { status, headers };
    const { body, end } = bodyOf(bytes, headEnd + HEAD_END.length, head, answers.length === 0 ? method : "");
    const isWhole = end >= 0;
    if (status >= 200 || status === 101)
      answers.push({ ...head, body: unpack(body, headers.get("content-encoding"), isWhole), isWhole });
    if (!isWhole || status === 101) break;
    at = end;
  }
  return answers;
};
