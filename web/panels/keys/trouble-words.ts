import { SaidNoError } from "#web/api/guild-keys.ts";

/** Why something was not done: what the server said, or that it says nothing. */
export const troubleWords = (error: unknown): string =>
  error instanceof SaidNoError
    ? `That was not done: ${error.message}.`
    : "The server is not answering; nobody knows whether that was done.";

/** The same of what was only to be looked at. */
export const unreadWords = (error: unknown): string =>
  error instanceof SaidNoError ? `The server says: ${error.message}.` : "The server is not answering.";
