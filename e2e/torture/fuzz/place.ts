/**
 * Stands in all that is sent and must not come back; letters that no escaping changes, and few: V8 shows ten letters
 * of what is no JSON.
 */
export const MARKER = "zq7xk9";

/** What is put into a case as it is sent: a case that is found wrong can then be printed and shrunk without it. */
export interface Place {
  /** A shard that only this lane pushes for. */
  readonly shard: number;
  /** The boot whose reports only this lane sends. */
  readonly boot: string;
  readonly seq: number;
  readonly passphrase: string;
  /** May report for the cluster `main`. */
  readonly token: string;
  /** May report for another one. */
  readonly foreign: string;
  /** May announce and steer audio nodes of the pool `main`. */
  readonly ops: string;
  /** The id of an audio node that is there. */
  readonly node: string;
  /** The session of the person of this lane. */
  readonly cookie?: string;
  /** The server whose player people watch. */
  readonly guild?: string;
}

const BLANK = /<(marker|shard|boot|seq|passphrase|token|foreign|ops|node|cookie|guild)>/g;

/** Puts the place into `<shard>`, `<boot>`, `<marker>` and so on. */
export const fill = (text: string, place: Place): string =>
  text.replace(BLANK, (_, name: string) => String({ marker: MARKER, ...place }[name] ?? ""));
