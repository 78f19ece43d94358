import { request } from "node:http";
import type { Answer, Question } from "../../support/http.ts";

let strangers = 0;

/** An address of this machine from which nobody came yet: whoever guessed before is limited by his own. */
export const newAddress = (): string => {
  strangers += 1;
  return `127.${1 + (strangers >> 16)}.${(strangers >> 8) & 255}.${strangers & 255}`;
};

/** Asks as a stranger does: from an address of his own. Of a stream that never ends, the first words are enough. */
export const knock = (base: string, path: string, question: Question = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = "GET", body } = question;
    const { hostname, port } = new URL(base);
    // Node tells the length of a body only where the method is one that has it.
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    const headers = { ...length, ...question.headers };
    const options = { hostname, port, path, method, headers, agent: false, localAddress: newAddress() };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      const finish = () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode: status = 0, headers: answered } = incoming;
        resolve({ status, headers: answered, text, json: <T>() => JSON.parse(text) as T });
      };
      incoming.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        const isEnough = String(chunk).includes("event: ");
        if (!isEnough || !incoming.headers["content-type"]?.startsWith("text/event-stream")) return;
        finish();
        outgoing.destroy();
      });
      incoming.on("error", () => {});
      incoming.on("end", finish);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
