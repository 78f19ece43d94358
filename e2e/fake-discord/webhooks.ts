import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** A message as its channel shows it now. */
export interface PostedMessage {
  readonly id: string;
  body: MessageBody;
  edits: number;
}

/** What is looked at of a message's body. */
export interface MessageBody {
  readonly content?: string;
  readonly embeds?: readonly {
    readonly title?: string;
    readonly description?: string;
    readonly footer?: { readonly text: string };
  }[];
  readonly allowed_mentions?: { readonly parse: readonly string[] };
}

/** One request to the webhook and how it was answered. */
export interface WebhookCall {
  readonly method: string;
  readonly status: number;
}

interface Fault {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const UNKNOWN_WEBHOOK: Fault = { status: 404, code: 10_015, message: "Unknown Webhook" };
const UNKNOWN_MESSAGE: Fault = { status: 404, code: 10_008, message: "Unknown Message" };
const WRONG_TOKEN: Fault = { status: 401, code: 50_027, message: "Invalid Webhook Token" };
const INVALID_BODY: Fault = { status: 400, code: 50_035, message: "Invalid Form Body" };

/** Discord's own limits of a message (https://docs.discord.com/developers/resources/message). */
const isWithinLimits = ({ content = "", embeds = [] }: MessageBody): boolean => {
  const lengths = embeds.map(({ title = "", description = "", footer }) => {
    const isShort = title.length <= 256 && description.length <= 4_096 && (footer?.text.length ?? 0) <= 2_048;
    return isShort ? title.length + description.length + (footer?.text.length ?? 0) : Number.NaN;
  });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return content.length <= 2_000 && embeds.length <= 10 && total <= 6_000 && content.length + total > 0;
};

/** One webhook of a channel: posts, edits, and Discord's bucket of so many requests in so long. */
export class FakeWebhook {
  readonly id = "1289460000000000001";
  readonly #secret = randomBytes(51).toString("base64url");
  readonly messages: PostedMessage[] = [];
  readonly calls: WebhookCall[] = [];
  #bucket = { limit: 5, windowMs: 2_000 };
  #left = 5;
  #resetsAt = 0;
  #fault: Fault | null = null;
  #posted = 0n;

  get path(): string {
    return `/webhooks/${this.id}/${this.#secret}`;
  }

  /** The part of the address that no one else may see. */
  get secret(): string {
    return this.#secret;
  }

  deleteMessages(): void {
    this.messages.length = 0;
  }

  remove(): void {
    this.#fault = UNKNOWN_WEBHOOK;
  }

  /** Someone made its token anew. */
  changeToken(): void {
    this.#fault = WRONG_TOKEN;
  }

  /** Each request is answered so, until it is mended. */
  break(status: number): void {
    this.#fault = { status, code: 0, message: String(status) };
  }

  mend(): void {
    this.#fault = null;
  }

  /** So many requests in so long; from now on, and with a full bucket. */
  limit(limit: number, windowMs: number): void {
    this.#bucket = { limit, windowMs };
    this.#left = limit;
    this.#resetsAt = 0;
  }

  /** Answers a request below `path`. */
  async answer(method: string, path: string, request: IncomingMessage, response: ServerResponse) {
    const body = await text(request);
    const headers = this.#draw();
    if (headers === null) {
      const seconds = Math.max(this.#resetsAt - performance.now(), 1) / 1_000;
      const limited = { message: "You are being rate limited.", retry_after: seconds, global: false };
      const retry = { "retry-after": String(Math.ceil(seconds)), "x-ratelimit-scope": "user" };
      this.#end(response, { method, status: 429 }, limited, retry);
      return;
    }
    const result = this.#fault ?? this.#act(method, path, body);
    if ("code" in result) {
      const { status, ...fault } = result;
      this.#end(response, { method, status }, fault, headers);
    } else {
      this.#end(response, { method, status: 200 }, { id: result.id, ...result.body }, headers);
    }
  }

  /** Takes one request out of the bucket; null where it is empty. */
  #draw(): Record<string, string> | null {
    const now = performance.now();
    if (now >= this.#resetsAt) {
      this.#left = this.#bucket.limit;
      this.#resetsAt = now + this.#bucket.windowMs;
    }
    if (this.#left === 0) return null;
    this.#left -= 1;
    return {
      "x-ratelimit-limit": String(this.#bucket.limit),
      "x-ratelimit-remaining": String(this.#left),
      "x-ratelimit-reset-after": ((this.#resetsAt - now) / 1_000).toFixed(3),
      "x-ratelimit-bucket": "fake",
    };
  }

  #act(method: string, path: string, text: string): PostedMessage | Fault {
    const body: MessageBody = JSON.parse(text);
    if (!isWithinLimits(body)) return INVALID_BODY;
    if (method === "POST" && path === "") {
      this.#posted += 1n;
      const message = { id: String(1_389_460_000_000_000_000n + this.#posted), body, edits: 0 };
      this.messages.push(message);
      return message;
    }
    const id = /^\/messages\/(\d+)$/.exec(path)?.[1];
    const message = this.messages.find((message) => message.id === id);
    if (method !== "PATCH" || message === undefined) return UNKNOWN_MESSAGE;
    message.body = body;
    message.edits += 1;
    return message;
  }

  #end(response: ServerResponse, call: WebhookCall, body: object, headers: Record<string, string>): void {
    this.calls.push(call);
    response.writeHead(call.status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  }
}
