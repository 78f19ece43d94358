import type { Actor } from "#protocol/music-link.ts";

/** A server that someone is in, as Discord told it when they signed in. */
export interface UserGuild {
  readonly id: string;
  readonly name: string;
  /** Hash of its icon at Discord; null: it has none. */
  readonly icon: string | null;
  /** Owner, Administrator or Manage Server, as it was then. */
  readonly isManager: boolean;
}

/** Who asks: a person who is signed in, or a program with a server's key. */
export interface Viewer {
  readonly kind: "session" | "key";
  readonly actor: Actor;
  readonly name: string;
  /** Hash of their picture at Discord. */
  readonly avatar: string | null;
  /** The servers that they are in; of a key, its own alone. */
  readonly guilds: readonly UserGuild[];
  /** Whether the operator named them, or a role that they have, as far as is known now; false once they do not stand. */
  readonly isStaff: boolean;
  /** Whether they may more than read; false for a key with scope read. */
  readonly mayControl: boolean;
  /** The one cluster that a one-time link is good for; null: all. */
  readonly cluster: string | null;
  /** False once they signed out, expired, or were revoked: who streams to them ends it. */
  stands(): boolean;
}
