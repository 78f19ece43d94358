import { STATUS_CODES } from "node:http";

/** A request that is refused, with Lavalink's words for it. */
export class Fault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The body of an error; `trace` only to who asks for it. */
export const faultBody = (fault: Fault, path: string, wantsTrace: boolean) => ({
  timestamp: Date.now(),
  status: fault.status,
  error: STATUS_CODES[fault.status] ?? "Unknown",
  ...(wantsTrace && { trace: `org.springframework.web.server.ResponseStatusException: ${fault.message}` }),
  message: fault.message,
  path,
});
