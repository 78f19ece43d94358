import { cpuSeconds } from "../support/process-cost.ts";
import { type BareServer, startBareServer } from "./bare-server.ts";
import type { Figure, Limit, Scale } from "./bench.ts";
import { type Load, type LoadResult, runLoad } from "./push-load.ts";
import { median, percentile, short } from "./statistics.ts";

/** Keep-alive connections of every load, each with one request under way. */
export const CONNECTIONS = 64;
export const PASSPHRASE = "a-secret-for-a-benchmark";

/** One POST as bots send it. */
export const postOf = (path: string, body: string | Buffer = ""): Buffer => {
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${PASSPHRASE}\r\n`;
  const type = body.length > 0 ? "Content-Type: application/json\r\n" : "";
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head + type + length), Buffer.from(body)]);
};

/** Requests per second. */
export const rateOf = ({ answered, seconds }: LoadResult): number => answered / seconds;

const p99 = (results: readonly LoadResult[]) =>
  percentile(
    results.flatMap(({ latenciesMs }) => latenciesMs),
    0.99,
  );

/** A load on a server and the same on the bare one, in turn, after one round each to get warm. */
export interface Comparison {
  readonly ours: readonly LoadResult[];
  readonly theirs: readonly LoadResult[];
  /** Share of a core that the server's process used under load. */
  readonly coreRatio: number;
}

/** Sends the same requests to the server and to a bare `node:http` server that answers 204. */
export const compareWithBare = async (
  server: { readonly port: number; readonly pid: number },
  load: Omit<Load, "port" | "durationMs" | "connections">,
  scale: Scale,
): Promise<Comparison> => {
  const rounds = scale === "full" ? 7 : 1;
  const durationMs = scale === "full" ? 4_000 : 200;
  const bare: BareServer = await startBareServer();
  const { onAnswer: _, ...unheard } = load;
  const shared = { connections: CONNECTIONS, durationMs };
  const onBare = () => runLoad({ ...unheard, ...shared, status: 204, port: bare.port });
  const onServer = () => runLoad({ ...load, ...shared, port: server.port });
  try {
    await onBare();
    await onServer();
    const ours: LoadResult[] = [];
    const theirs: LoadResult[] = [];
    let busySeconds = 0;
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(await onBare());
      const before = cpuSeconds(server.pid);
      ours.push(await onServer());
      busySeconds += cpuSeconds(server.pid) - before;
    }
    return { ours, theirs, coreRatio: busySeconds / ours.reduce((sum, { seconds }) => sum + seconds, 0) };
  } finally {
    bare.stop();
  }
};

/** The rate as a share of the bare server's, and how long answers took. */
export const figuresOf = (
  { ours, theirs, coreRatio }: Comparison,
  what: string,
  limit?: Limit,
): readonly Figure[] => {
  const ratios = ours.map((result, round) => rateOf(result) / rateOf(theirs[round] ?? result));
  const rates = `${short(median(ours.map(rateOf)))}/s, bare ${short(median(theirs.map(rateOf)))}/s`;
  return [
    {
      what,
      value: median(ratios),
      unit: "of a bare server",
      ...(limit !== undefined && { limit }),
      beside: `${rates}; server at ${short(coreRatio * 100)}% of a core`,
    },
    { what: "p99 of an answer", value: p99(ours), unit: "ms", beside: `bare: ${short(p99(theirs))} ms` },
  ];
};
