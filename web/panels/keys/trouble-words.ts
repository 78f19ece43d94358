import { SaidNoError } from "#web/api/guild-keys.ts";

/** What the server said, or that it says nothing. */
export const troubleWords = (error: unknown): string =>
  error instanceof SaidNoError
    ? `That was not done: ${error.message}.`
    : "The server is not answering; nobody knows whether that was done.";
