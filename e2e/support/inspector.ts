import { once } from "node:events";
import { WebSocket } from "ws";
import type { TestServer } from "./server.ts";
import { until } from "./until.ts";

/** Settings with which a server can be looked into; see `openInspector`. */
export const INSPECTABLE = { NODE_OPTIONS: "--inspect=127.0.0.1:0" } as const;

/** A way into a running server, as a debugger has it. */
export interface Inspector {
  /** What an expression of JavaScript is, evaluated in the server. */
  evaluate<T>(expression: string): Promise<T>;
  /** Bytes of the heap that are in use after a collection of garbage. */
  heapBytes(): Promise<number>;
  close(): void;
}

interface Result {
  readonly result?: { readonly value?: unknown };
  readonly usedSize?: number;
}

interface Reply {
  readonly id?: number;
  readonly result?: Result;
}

/** Opens it on a server that was started with `INSPECTABLE` (Chrome DevTools Protocol, as Node speaks it). */
export const openInspector = async (server: TestServer): Promise<Inspector> => {
  const url = await until("the inspector listens", () => /ws:\/\/127\S+/.exec(server.stderr())?.[0]);
  const socket = new WebSocket(url);
  await once(socket, "open");
  const waiting = new Map<number, (result: Result) => void>();
  socket.on("message", (data) => {
    const { id, result = {} } = JSON.parse(String(data)) as Reply;
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const gone = once(socket, "close").then(() => Promise.reject(new Error("the inspector is gone")));
  gone.catch(() => {});
  let lastId = 0;
  const ask = (method: string, params: object = {}): Promise<Result> => {
    lastId += 1;
    socket.send(JSON.stringify({ id: lastId, method, params }));
    return Promise.race([new Promise<Result>((resolve) => waiting.set(lastId, resolve)), gone]);
  };
  return {
    evaluate: async <T>(expression: string) => {
      const { result } = await ask("Runtime.evaluate", { expression, returnByValue: true });
      return result?.value as T;
    },
    heapBytes: async () => {
      await ask("HeapProfiler.collectGarbage");
      return (await ask("Runtime.getHeapUsage")).usedSize ?? Number.NaN;
    },
    close: () => socket.terminate(),
  };
};
