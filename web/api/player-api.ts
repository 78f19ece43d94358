import type { Command, CommandResult, Found, PlayerState, QueueItem } from "#protocol/music.ts";

/** Where a player is: the guild, and whose bot plays there. */
export interface PlayerPlace {
  readonly guildId: string;
  readonly cluster: string;
}

/** A bot may take 10 s for a search; this is a little more. */
const PATIENCE_MS = 12_000;

/** The server said no, in words for people. */
export class NotAnsweredError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The address of something of a player. */
export const playerPath = (
  { guildId, cluster }: PlayerPlace,
  what: string,
  query: Readonly<Record<string, string>> = {},
): string => `/api/servers/${guildId}/${what}?${new URLSearchParams({ cluster, ...query })}`;

const answerOf = async (response: Response) => {
  const body = await response.json().catch(() => ({}));
  if (response.ok || typeof body.outcome === "string") return body;
  throw new NotAnsweredError(
    response.status,
    body.error?.message ?? `the server answered ${response.status}`,
  );
};

const UNSURE: CommandResult = { outcome: "unknown", message: "", rev: null };

/** Has a player do something. Never rejects: what cannot be known is `unknown`. */
export const sendCommand = async (
  place: PlayerPlace,
  {
    id,
    command,
    seenRev,
  }: { readonly id: string; readonly command: Command; readonly seenRev: number | null },
): Promise<CommandResult> => {
  const { action, ...fields } = command;
  try {
    const response = await fetch(playerPath(place, action), {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id, seenRev, ...fields }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await answerOf(response);
  } catch (error) {
    // Who answers for a server that is in trouble does not know what it did before.
    const isRefusal = error instanceof NotAnsweredError && error.status < 500;
    return isRefusal ? { outcome: "refused", message: error.message, rev: null } : UNSURE;
  }
};

const look = async (path: string, signal?: AbortSignal) => {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(path, {
    credentials: "same-origin",
    signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
  });
  return answerOf(response);
};

/** Why a player is kept from the viewer, if the server says that it is; null where that cannot be known. */
export const askWhyNot = async (place: PlayerPlace): Promise<NotAnsweredError | null> => {
  try {
    await look(playerPath(place, "status"));
    return null;
  } catch (error) {
    return error instanceof NotAnsweredError ? error : null;
  }
};

/** What a player does, or that its bot is away; null where that cannot be known. */
export const askState = async (place: PlayerPlace): Promise<PlayerState | "away" | null> => {
  try {
    const { state, isAway } = await look(playerPath(place, "status"));
    return isAway ? "away" : state;
  } catch (error) {
    return error instanceof NotAnsweredError && error.status === 503 ? "away" : null;
  }
};

/** A page of the queue. @throws NotAnsweredError */
export const askQueue = async (place: PlayerPlace, from: number): Promise<readonly QueueItem[]> =>
  (await look(playerPath(place, "queue", { from: String(from) }))).items;

/** What is found for a query. @throws NotAnsweredError */
export const askSearch = async (
  place: PlayerPlace,
  { query, source }: { readonly query: string; readonly source: string | null },
  signal: AbortSignal,
): Promise<Found> =>
  look(playerPath(place, "search", source === null ? { query } : { query, source }), signal);

/** Lyrics of what plays, or what played before. @throws NotAnsweredError */
export const askFound = (place: PlayerPlace, what: "lyrics" | "history"): Promise<Found> =>
  look(playerPath(place, what));
