import { fieldsOf } from "../protocol/lenient.ts";
import type { LavalinkNodeLike } from "./lavalink-client-shapes.ts";

/**
 * A node that fails while it connects would end the process, for nobody waits for what `open` comes to; and what
 * loads answer is told by no event.
 * @param onLoadFailed what was loaded, and the answer
 */
export const guardNode = (
  node: LavalinkNodeLike,
  onLoadFailed: (identifier: string, answer: unknown) => void,
): void => {
  replace(node, "open", (open) => async () => {
    try {
      await open();
    } catch {
      closeSocket(node);
    }
  });
  replace(node, "request", (request) => async (...args) => {
    const answer = await request(...args);
    const identifier = fieldsOf(answer)?.["loadType"] === "error" ? identifierOf(args[0]) : null;
    if (identifier !== null) onLoadFailed(identifier, answer);
    return answer;
  });
};

type Method = (...args: readonly unknown[]) => unknown;

/** Puts another method in the place of one of this node's, where it has it. */
export const replace = (node: object, name: string, by: (method: Method) => Method): void => {
  const method: unknown = Reflect.get(node, name);
  if (typeof method === "function")
    Reflect.set(
      node,
      name,
      by((...args) => method.apply(node, args)),
    );
};

/** The library connects anew once the socket has ended. */
const closeSocket = (node: LavalinkNodeLike): void => {
  const socket: unknown = Reflect.get(node, "socket");
  if (typeof socket !== "object" || socket === null) return;
  const terminate: unknown = Reflect.get(socket, "terminate");
  if (typeof terminate === "function") terminate.call(socket);
};

/** What a request of `loadtracks` asks; null for any other. */
const identifierOf = (path: unknown): string | null =>
  typeof path === "string" && path.includes("/loadtracks?")
    ? new URLSearchParams(path.slice(path.indexOf("?"))).get("identifier")
    : null;
