import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers with JSON. */
export const json = (response: ServerResponse, status: number, body: unknown, headers: object = {}): void => {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};

/** Answers with a page. */
export const page = (response: ServerResponse, status: number, body: string): void => {
  response
    .writeHead(status, { "Content-Type": "text/html" })
    .end(`<!doctype html><title>Discord</title>${body}`);
};

/** The body of a request. */
export const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** Asks whether an application may know who someone is. */
export const CONSENT = `<h1>An application wants to know who you are</h1><form method="post">
<button name="answer" value="allow">Authorize</button><button name="answer" value="deny">Cancel</button></form>`;
