import type { RenewalFault } from "#web/words/server-words.ts";

/** Who looks at the page, as `GET /api/session` says. */
export interface Session {
  /** Whether people can sign in with Discord here. */
  readonly canSignIn: boolean;
  /** Null where nobody is signed in. */
  readonly viewer: {
    readonly userId: string;
    readonly name: string;
    readonly isStaff: boolean;
    /** `link`: a link of a bot let them in, for one server. */
    readonly via: "session" | "link";
    /** When Discord told their servers; epoch ms. */
    readonly guildsAt: number;
    /** That was long ago: `/auth/sign-in` asks Discord again, which needs no words from them. */
    readonly isRenewalDue: boolean;
    /** Why that came to nothing when it was last tried. */
    readonly renewalFault: RenewalFault | null;
  } | null;
}

/** A server of the viewer that a bot is in. */
export interface OwnServer {
  readonly id: string;
  readonly name: string;
  /** Hash of its icon at Discord. */
  readonly icon: string | null;
  /** Where this server shows it; null: nowhere. */
  readonly iconUrl: string | null;
  /** Owner, Administrator or Manage Server, as Discord told it when they signed in. */
  readonly isManager: boolean;
  readonly clusters: readonly string[];
  /** Of these, those whose bot is away right now. */
  readonly away: readonly string[];
}

/** The viewer's servers, as far as bots could be asked. */
export interface OwnServers {
  readonly servers: readonly OwnServer[];
  /** False while a bot is away that may be in more of them. */
  readonly isComplete: boolean;
}

export const NO_SESSION: Session = { canSignIn: false, viewer: null };

const PATIENCE_MS = 8_000;

const read = async (path: string): Promise<Response> =>
  fetch(path, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });

let session: Promise<Session> | null = null;

/** Asks once who looks; nobody, where the server knows no sessions. Rejects when it is away. */
export const askSession = (): Promise<Session> => {
  session ??= read("/api/session").then(async (answer) => (answer.ok ? answer.json() : NO_SESSION));
  session.catch(() => {
    session = null;
  });
  return session;
};

/** The viewer's servers. Rejects when the server is away, or does not know the viewer any more. */
export const askServerList = async (): Promise<OwnServers> => {
  const answer = await read("/api/servers");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
};

/** The same without a word on what may be missing. */
export const askServers = async (): Promise<readonly OwnServer[]> => (await askServerList()).servers;

/** Where Discord is asked again for the viewer's servers; it leads back to this page. The fragment, a server's ID, stays here. */
export const lookAgainPath = (): string =>
  `/auth/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
