import { Agent, request } from "node:http";
import { connect } from "node:net";

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON, not checked. */
  json<T>(): T;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** A connection of its own by default. */
  readonly agent?: Agent;
}

/** Keeps connections open, as bots do. @param localAddress where they come from, such as 127.0.0.2 */
export const keepAlive = (localAddress?: string): Agent =>
  new Agent({ keepAlive: true, maxSockets: 8, ...(localAddress !== undefined && { localAddress }) });

/** A connection of its own for each request, from this address. */
export const from = (localAddress: string): Agent => new Agent({ localAddress });

/** Asks with nothing added but Host and, where there is a body, Content-Length. The path goes out as it is given. */
export const ask = (base: string, path: string, question: Question = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = "GET", headers = {}, body, agent = false } = question;
    const { hostname, port } = new URL(base);
    const outgoing = request({ hostname, port, path, method, headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers: answered } = incoming;
        resolve({ status: statusCode, headers: answered, text, json: <T>() => JSON.parse(text) as T });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });

export const post = (base: string, path: string, question: Question = {}): Promise<Answer> =>
  ask(base, path, { ...question, method: "POST" });

/** Reads JSON, and throws where the answer is not 200. */
export const read = async <T>(base: string, path: string): Promise<T> => {
  const answer = await ask(base, path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer.json<T>();
};

/** Sends these very bytes on a connection of its own; the answer's bytes until the server closes. */
export const rawRequest = (base: string, lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    let text = "";
    socket.setTimeout(5_000, () => socket.destroy(new Error("no answer within 5 s")));
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("end", () => resolve(text));
  });
