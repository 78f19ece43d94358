import { once } from "node:events";
import { WebSocket } from "ws";
import { LINK_PATH, LINK_PROTOCOL, type ServerFrame, serverFrameSchema } from "#protocol/link.ts";
import type { ReportedShard, ReportOutcome } from "#protocol/report.ts";
import { outcomeOf, startBot } from "../../support/bot.ts";

/** One process of a bot that reports, in whatever way, to a server that may be gone at any moment. */
export interface Reporter {
  readonly boot: string;
  /** The `seq` of the last report. */
  readonly seq: number;
  /** Sends one report; rejects where the server is gone, or refuses it. */
  report(shards: readonly ReportedShard[], seq: number): Promise<ReportOutcome>;
  close(): void;
}

export interface ReporterParts {
  readonly url: string;
  readonly shardCount: number;
  readonly secret: string;
}

/** Reports by HTTP. */
export const reportByHttp = ({ url, shardCount, secret }: ReporterParts): Reporter => {
  const bot = startBot(url, { shardCount, secret });
  return {
    boot: bot.boot,
    get seq() {
      return bot.seq;
    },
    report: async (shards, seq) => {
      const answer = await bot.report(shards, seq);
      if (answer.status !== 200) throw new Refused(`the report was refused: ${answer.status} ${answer.text}`);
      return outcomeOf(answer);
    },
    close: () => bot.close(),
  };
};

/** The server answered, and not as it should; a server that is gone is another matter. */
export class Refused extends Error {}

let links = 0;

/** Reports over one link, dialled again when it is gone. */
export const reportByLink = (
  { url, shardCount, secret }: ReporterParts,
  shardIds: readonly number[],
): Reporter => {
  links += 1;
  const boot = `link-${process.pid}-${links}`;
  let lastSeq = -1;
  let socket: WebSocket | null = null;
  const ask = async (on: WebSocket, frame: object): Promise<ServerFrame> => {
    const over = new AbortController();
    const { signal } = over;
    const gone = once(on, "close", { signal }).then(() => undefined);
    const answered = once(on, "message", { signal }).then(([data]) =>
      serverFrameSchema.parse(JSON.parse(String(data))),
    );
    on.send(JSON.stringify(frame));
    const answer = await Promise.race([answered, gone]).finally(() => {
      for (const other of [answered, gone]) other.catch(() => {});
      over.abort();
    });
    if (answer === undefined) throw new Error("the link is gone");
    if (answer.type === "error") throw new Refused(`the link said ${answer.code}: ${answer.message}`);
    return answer;
  };
  const dial = async (): Promise<WebSocket> => {
    const headers = { Authorization: `Bearer ${secret}` };
    const fresh = new WebSocket(`${url.replace("http", "ws")}${LINK_PATH}`, { headers });
    await once(fresh, "open");
    fresh.on("error", () => {});
    const hello = { type: "hello", protocol: LINK_PROTOCOL, cluster: "main", boot, shardCount, shardIds };
    const welcome = await ask(fresh, hello);
    if (welcome.type !== "welcome" || welcome.seq > lastSeq) throw new Refused("the welcome knows too much");
    return fresh;
  };
  return {
    boot,
    get seq() {
      return lastSeq;
    },
    report: async (shards, seq) => {
      if (socket?.readyState !== WebSocket.OPEN) socket = await dial();
      lastSeq = Math.max(lastSeq, seq);
      const answer = await ask(socket, { type: "report", seq, shards });
      if (answer.type !== "ack" || answer.seq !== seq)
        throw new Refused(`no acknowledgement: ${answer.type}`);
      return answer.outcome;
    },
    close: () => socket?.terminate(),
  };
};
