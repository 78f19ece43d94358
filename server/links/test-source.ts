import type {
  ShardListener,
  ShardLook,
  ShardPhase,
  ShardSource,
} from "../../bot-plugin/src/shards/source.ts";

/** A library whose shards a test moves by hand. */
export const createTestSource = (shardCount: number, wall: () => number) => {
  const phases = new Map<number, ShardPhase>(Array.from({ length: shardCount }, (_, id) => [id, "queued"]));
  const beats = new Map<number, number>();
  let listener: ShardListener | null = null;
  let hasEnded = false;
  const source: ShardSource = {
    library: "test 1.0.0",
    place: () => ({ shardIds: [...phases.keys()], shardCount }),
    *look(): Generator<ShardLook> {
      for (const [id, phase] of phases) yield { id, phase, latencyMs: 42, beatAt: beats.get(id) ?? null };
    },
    guilds: () => new Map([...phases.keys()].map((id) => [id, { guilds: 7, unavailable: 1 }])),
    hasEnded: () => hasEnded,
    listen: (given) => {
      listener = given;
      return () => {
        listener = null;
      };
    },
  };
  const all = () => [...phases.keys()];
  return {
    source,
    /** Whether the plugin still listens. */
    isHeard: () => listener !== null,
    up: (...ids: number[]) => {
      for (const id of ids.length === 0 ? all() : ids) {
        phases.set(id, "ready");
        listener?.up(id);
      }
    },
    reconnecting: (id: number) => {
      phases.set(id, "queued");
      listener?.reconnecting(id);
    },
    closed: (id: number, code: number) => {
      phases.set(id, "closed");
      listener?.closed(id, code);
    },
    /** Acknowledges a heartbeat of all shards but these. */
    beat: (...except: number[]) => {
      for (const id of all()) if (!except.includes(id)) beats.set(id, wall());
    },
    /** What a client does that is destroyed: it tells that its shards reconnect. */
    destroy: () => {
      hasEnded = true;
      for (const id of all()) {
        phases.set(id, "queued");
        listener?.reconnecting(id);
      }
    },
  };
};
