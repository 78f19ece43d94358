/** Who looks at the page, as `GET /api/session` says. */
export interface Session {
  /** Whether people can sign in with Discord here. */
  readonly canSignIn: boolean;
  /** Null where nobody is signed in. */
  readonly viewer: {
    readonly userId: string;
    readonly name: string;
    readonly isStaff: boolean;
    /** Their list of servers is old: Discord has to be asked again, which needs no words from them. */
    readonly isRenewalDue: boolean;
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
  readonly clusters: readonly string[];
  /** Of these, those whose bot is away right now. */
  readonly away: readonly string[];
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
export const askServers = async (): Promise<readonly OwnServer[]> => {
  const answer = await read("/api/servers");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const { servers } = await answer.json();
  return servers;
};

/** Signs out, and goes on to a page without a session. */
export const signOut = async (): Promise<void> => {
  await fetch("/auth/sign-out", { method: "POST", credentials: "same-origin", redirect: "manual" });
  location.assign("/");
};
