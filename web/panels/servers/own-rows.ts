import { shardOfGuild } from "#protocol/guild.ts";
import type { ShardState } from "#protocol/state.ts";
import type { OwnServer } from "#web/api/session.ts";
import { STATES_BY_CONCERN } from "#web/words/state-words.ts";

/** A server with its shard in each cluster that the page shows. */
export interface OwnRow {
  readonly server: OwnServer;
  readonly shards: readonly {
    readonly cluster: string;
    readonly state: ShardState;
    /** Its bot cannot be asked about players right now. */
    readonly isAway: boolean;
  }[];
}

/** What is known of a cluster's shards. */
interface Cluster {
  readonly shardCount: number;
  readonly states: readonly ShardState[];
}

/** A server as the page shows it. @param clusterOf undefined for one that the page does not know */
export const rowOf = (server: OwnServer, clusterOf: (name: string) => Cluster | undefined): OwnRow => {
  const shards = server.clusters.flatMap((name) => {
    const cluster = clusterOf(name);
    if (cluster === undefined) return [];
    const state = cluster.states[shardOfGuild(BigInt(server.id), cluster.shardCount)] ?? "unknown";
    return [{ cluster: name, state, isAway: server.away.includes(name) }];
  });
  return { server, shards };
};

/** Whether one of its shards is not online. */
export const isTroubled = ({ shards }: OwnRow): boolean => shards.some(({ state }) => state !== "online");

const concernOf = ({ shards }: OwnRow): number =>
  Math.min(STATES_BY_CONCERN.length, ...shards.map(({ state }) => STATES_BY_CONCERN.indexOf(state)));

/** Those in trouble first, the worst before the rest; then those that one manages; then by name. */
export const inOrder = (rows: readonly OwnRow[]): readonly OwnRow[] =>
  [...rows].sort(
    (a, b) =>
      concernOf(a) - concernOf(b) ||
      Number(b.server.isManager) - Number(a.server.isManager) ||
      a.server.name.localeCompare(b.server.name, "en"),
  );

/** An ID, or a link that holds one. */
const ID_OR_LINK = /\d{9}|:\/\//;

/** The part of a name that was typed; empty where it is an ID or a link, which the finder answers. */
export const nameIn = (typed: string): string => (ID_OR_LINK.test(typed) ? "" : typed.trim());

const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .trim();

/** Whether a server is meant by what was typed: a part of its name, whatever the accents. */
export const isMeant = ({ name }: Pick<OwnServer, "name">, typed: string): boolean =>
  plain(name).includes(plain(typed));
