import type { ShardState } from "#protocol/state.ts";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { startServer } from "../support/server.ts";
import type { Bench, Figure, Scale } from "./bench.ts";
import { runLoad } from "./push-load.ts";
import { PUSHGATEWAY_PACKAGE, startPushgateway } from "./pushgateway-server.ts";
import { median, short } from "./statistics.ts";

const SHARDS = 1_024;
/** One connection each. */
const PROCESSES = 4;
const SHARDS_OF_A_PROCESS = SHARDS / PROCESSES;

/** Bytes that mark shards alive, one after the other, and how many shards each request is good for. */
interface Pushes {
  readonly port: number;
  readonly status: number;
  readonly shardsEach: number;
  readonly next: (connection: number) => Buffer;
}

const requestOf = (method: string, path: string, body: string): Buffer =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/** One request for each shard, over and over. */
const oneByOne = (port: number, status: number, request: (id: number) => Buffer): Pushes => {
  const requests = idsFrom(0, SHARDS).map(request);
  let sent = 0;
  return { port, status, shardsEach: 1, next: () => requests[sent++ % SHARDS] as Buffer };
};

/** A group of its own for each shard; the Pushgateway notes the time of each push. */
const puts = (port: number, status: number): Pushes =>
  oneByOne(port, status, (id) =>
    requestOf("PUT", `/metrics/job/main/shard/${id}`, "# TYPE shard_up gauge\nshard_up 1\n"),
  );

/** Reports of all shards of a process. @param stateOf the state of all in the report of this number */
const reports = (port: number, name: string, stateOf: (seq: number) => ShardState): Pushes => {
  const seqs = new Array<number>(PROCESSES).fill(0);
  return {
    port,
    status: 200,
    shardsEach: SHARDS_OF_A_PROCESS,
    next: (connection) => {
      const seq = seqs[connection] ?? 0;
      seqs[connection] = seq + 1;
      const first = connection * SHARDS_OF_A_PROCESS;
      const shards = shardsIn(stateOf(seq), idsFrom(first, first + SHARDS_OF_A_PROCESS));
      const body = JSON.stringify({ boot: `${name}-${connection}`, seq, shardCount: SHARDS, shards });
      return requestOf("POST", "/api/v1/clusters/main/reports", body);
    },
  };
};

/** Shards per second. */
const measure = async ({ shardsEach, ...pushes }: Pushes, durationMs: number): Promise<number> => {
  const { answered, seconds } = await runLoad({ ...pushes, connections: PROCESSES, durationMs });
  return (answered * shardsEach) / seconds;
};

/** Shards per second of each way to push, in one round. */
type Round<Way extends string> = Readonly<Record<Way, number>>;

/** All ways, one after the other, again and again; the first round warms up and makes the Pushgateway's groups. */
const measureInTurn = async <Way extends string>(
  ways: Readonly<Record<Way, Pushes>>,
  scale: Scale,
): Promise<readonly Round<Way>[]> => {
  const [rounds, durationMs] = scale === "full" ? [5, 2_000] : [1, 200];
  const measured: Round<Way>[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const rates: Partial<Record<Way, number>> = {};
    for (const way of Object.keys(ways) as Way[]) rates[way] = await measure(ways[way], durationMs);
    measured.push(rates as Round<Way>);
  }
  return measured.slice(1);
};

const compare = <Way extends string>(
  rounds: readonly Round<Way>[],
  parts: { readonly what: string; readonly ours: Way; readonly theirs: Way; readonly note: string },
): Figure => {
  const { what, ours, theirs, note } = parts;
  const rate = (way: Way) => short(median(rounds.map((round) => round[way])));
  return {
    what,
    value: median(rounds.map((round) => round[ours] / round[theirs])),
    unit: "times the Pushgateway",
    beside: `${rate(ours)} shards/s against ${rate(theirs)}/s; ${note}`,
  };
};

/** What a bot can do today to have each shard marked alive with a time, against what it can do here. */
export const pushgateway: Bench = {
  name: "pushgateway",
  does: `${SHARDS.toLocaleString("en-US")} shards of a bot of ${PROCESSES} processes, each marked alive with a time, against Prometheus Pushgateway`,
  run: async (scale) => {
    const [checking, trusting] = [
      await startPushgateway(),
      await startPushgateway(["--push.disable-consistency-check"]),
    ];
    const server = await startServer({ CLUSTERS: `main:${SHARDS}` });
    try {
      if (checking === null || trusting === null)
        return { skipped: `${PUSHGATEWAY_PACKAGE} is not here: apt-get install ${PUSHGATEWAY_PACKAGE}` };
      const bot = startBot(server.url, { shardCount: SHARDS });
      await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
      bot.close();
      const rounds = await measureInTurn(
        {
          checking: puts(checking.port, 200),
          // Unchecked, a push is answered before it is stored.
          trusting: puts(trusting.port, 202),
          single: oneByOne(server.port, 204, (id) => requestOf("POST", `/api/health/main/${id}`, "")),
          alive: reports(server.port, "alive", () => "online"),
          changes: reports(server.port, "changes", (seq) => (seq % 2 === 0 ? "starting" : "online")),
        },
        scale,
      );
      const note = `our reports hold ${SHARDS_OF_A_PROCESS} shards; a group there is one PUT`;
      return [
        {
          ...compare(rounds, { what: "shards marked alive", ours: "alive", theirs: "checking", note }),
          limit: { atLeast: 100 },
        },
        {
          ...compare(rounds, {
            what: "shards that change state",
            ours: "changes",
            theirs: "checking",
            note: `${note}; ours on disk when answered, theirs in memory`,
          }),
          limit: { atLeast: 100 },
        },
        compare(rounds, {
          what: "one push a shard",
          ours: "single",
          theirs: "checking",
          note: "one request for each shard on both sides",
        }),
        compare(rounds, {
          what: "shards marked alive, its check off",
          ours: "alive",
          theirs: "trusting",
          note: `${note}, with --push.disable-consistency-check`,
        }),
      ];
    } finally {
      checking?.stop();
      trusting?.stop();
      await server.dispose();
    }
  },
};
