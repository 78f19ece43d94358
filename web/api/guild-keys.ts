import type { AllowListView, GuildKeyView, KeyScope } from "#protocol/guild-keys.ts";

const PATIENCE_MS = 8_000;

/** The server said no, in words for people. */
export class SaidNoError extends Error {
  /** What is wrong with which field, such as `networks.1`. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];

  constructor(message: string, issues: SaidNoError["issues"]) {
    super(message);
    this.issues = issues;
  }
}

const ask = async (guildId: string, path: string, method = "GET", body?: object) => {
  const answer = await fetch(`/api/servers/${guildId}/${path}`, {
    method,
    credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (answer.status === 204) return null;
  const its = await answer.json().catch(() => ({}));
  if (answer.ok) return its;
  throw new SaidNoError(
    its.error?.message ?? `the server answered ${answer.status}`,
    its.error?.issues ?? [],
  );
};

/** A server's keys, oldest first. @throws SaidNoError, or another where the server is away, as all of these */
export const askKeys = async (guildId: string): Promise<readonly GuildKeyView[]> =>
  (await ask(guildId, "keys")).keys;

/** Makes a key; its text is told this once. */
export const makeKey = (
  guildId: string,
  wish: { readonly label: string; readonly scope: KeyScope },
): Promise<GuildKeyView & { readonly key: string }> => ask(guildId, "keys", "POST", wish);

/** Ends a key. */
export const revokeKey = (guildId: string, id: string): Promise<null> =>
  ask(guildId, `keys/${encodeURIComponent(id)}`, "DELETE");

/** From where a server's player may be steered. */
export const askAllowList = (guildId: string): Promise<AllowListView> => ask(guildId, "allow-list");

/** Says from where; none: from everywhere. @param isWithoutMe though one's own address is not among them */
export const setAllowList = (
  guildId: string,
  networks: readonly string[],
  isWithoutMe: boolean,
): Promise<AllowListView> => ask(guildId, "allow-list", "PUT", { networks, isWithoutMe });
