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

interface Reply {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown }; readonly usedSize?: number };
}

/** Opens it on a server that was started with `INSPECTABLE` (Chrome DevTools Protocol, as Node speaks it). */
export const openInspector = async (server: TestServer): Promise<Inspector> => {
  const url = await until("the inspector listens", () => /ws:\/\/127\S+/.exec(server.stderr())?.[0]);
  const socket = new WebSocket(url);
  await once(socket, "open");
  let lastId = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<NonNullable<Reply["result"]>>((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      const listen = (data: unknown) => {
        const reply = JSON.parse(String(data)) as Reply;
        if (reply.id !== id) return;
        socket.off("message", listen);
        resolve(reply.result ?? {});
      };
      socket.on("message", listen);
      socket.once("close", () => reject(new Error("the inspector is gone")));
      socket.send(JSON.stringify({ id, method, params }));
    });
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
