import { get } from "node:http";

interface Received {
  readonly id: number;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly data: any;
}

/** Listens to a stream over a connection of its own. */
export const listenTo = (url: string, headers: Record<string, string>) =>
  new Promise<{
    readonly status: number;
    readonly received: Received[];
    readonly raw: () => string;
    readonly names: () => readonly string[];
    readonly ended: Promise<void>;
    readonly leave: () => void;
    readonly pause: () => void;
  }>((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (answer) => {
      const received: Received[] = [];
      let text = "";
      let raw = "";
      answer.setEncoding("utf8").on("data", (piece: string) => {
        raw += piece;
        text += piece;
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: ([^\n\r]*)$/.exec(block) ?? [];
          if (event !== undefined) received.push({ id: Number(id), event, data: JSON.parse(data ?? "") });
        }
      });
      resolve({
        status: answer.statusCode ?? 0,
        received,
        raw: () => raw,
        names: () => received.map(({ event }) => event),
        ended: new Promise((end) => answer.once("close", end)),
        leave: () => request.destroy(),
        pause: () => answer.pause(),
      });
    });
    request.once("error", reject);
  });
