import type { Socket } from "node:net";
import { type HttpBindings, upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import { WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { AddressOf } from "../http/address.ts";
import { askedIn } from "../http/asked.ts";
import { MAX_WAITING_BYTES } from "../http/event-stream.ts";
import type { ViewerGate } from "../http/viewer-gate.ts";
import { textFrames } from "./frames.ts";
import { numberOfState } from "./numbers.ts";
import type { GlanceReader } from "./shards.ts";

/** What happens within this is written at once: one write per viewer, not one per heartbeat. */
const GATHER_MS = 50;
/** How often viewers are pinged; one that did not answer the last ping is gone. */
const PING_EVERY_MS = 30_000;
/** A viewer that does not answer a close within this is cut off. */
const CLOSE_PATIENCE_MS = 1_000;

interface Viewer {
  readonly socket: WebSocket;
  /** The connection below, for bytes that were made for all. */
  readonly wire: Socket;
  readonly maxWaitingBytes: number;
  isAnswering: boolean;
}

/** Glance's own stream, server to client only: `hello` once, then every word and every change. */
export class GlanceFeed {
  readonly #parts: { readonly shards: GlanceReader; readonly clock: Clock };
  readonly #viewers = new Set<Viewer>();
  #gathered: string[] = [];
  #greeting: Buffer | null = null;
  #cancelFlush: (() => void) | null = null;
  #cancelPing: (() => void) | null = null;

  constructor(parts: { shards: GlanceReader; clock: Clock; events: Events }) {
    this.#parts = parts;
    const { events } = parts;
    events.on("transitions", (transitions) => {
      for (const { cluster, shardId, to, cause } of transitions) {
        // A revival is told by its health_ping.
        if (cause !== "heartbeat")
          this.#send("state_update", { cluster, shard: shardId, state: numberOfState(to) });
      }
    });
    events.on("restored", () => {
      this.#greeting = null;
    });
    events.on("heard", ({ cluster, shardIds, kind, hasChanged }) => {
      this.#greeting = null;
      if (this.#viewers.size === 0) return;
      for (const shard of shardIds) {
        if (kind === "status") {
          if (!hasChanged) this.#send("state_update", { cluster, shard, state: this.#state(cluster, shard) });
        } else {
          const revived = kind === "heartbeat" && hasChanged;
          this.#send("health_ping", {
            cluster,
            shard,
            ...(revived && { state: this.#state(cluster, shard) }),
          });
        }
      }
    });
  }

  start(): void {
    for (const viewer of this.#viewers) {
      if (!viewer.isAnswering) viewer.socket.terminate();
      viewer.isAnswering = false;
      viewer.socket.ping();
    }
    this.#cancelPing = this.#parts.clock.after(PING_EVERY_MS, () => this.start());
  }

  stop(): void {
    this.#cancelPing?.();
    this.#cancelFlush?.();
    for (const { socket } of this.#viewers) {
      socket.close(1001, "the server stops");
      this.#parts.clock.after(CLOSE_PATIENCE_MS, () => socket.terminate());
    }
  }

  /** Greets a viewer and sends it all that follows, until it goes. */
  join(socket: WebSocket, wire: Socket): void {
    // What is gathered already comes after the greeting, which holds it too: a state said twice is the same state.
    this.#greeting ??= textFrames([message("hello", this.#hello())]);
    // Its greeting apart.
    const maxWaitingBytes = MAX_WAITING_BYTES + this.#greeting.length;
    const viewer: Viewer = { socket, wire, maxWaitingBytes, isAnswering: true };
    socket.on("pong", () => {
      viewer.isAnswering = true;
    });
    socket.once("close", () => this.#viewers.delete(viewer));
    this.#viewers.add(viewer);
    wire.write(this.#greeting);
  }

  #hello(): object {
    const { shards } = this.#parts;
    return Object.fromEntries(
      shards.clusters.map((cluster) => {
        const known = Array.from({ length: cluster.shardCount }, (_, id) => id)
          .filter((id) => shards.isKnown(cluster, id))
          .map((id) => {
            const { state, lastHeard, since } = shards.summary(cluster, id);
            return [id, { state: numberOfState(state), last_healthy: (lastHeard ?? since ?? 0) / 1_000 }];
          });
        return [cluster.name, { len: cluster.shardCount, ...Object.fromEntries(known) }];
      }),
    );
  }

  #state(cluster: string, shardId: number): number {
    const { shards } = this.#parts;
    const found = shards.findCluster(cluster);
    if (found === undefined) throw new Error(`a word about a cluster that is not there: ${cluster}`);
    return numberOfState(shards.state(found, shardId));
  }

  #send(op: string, payload: object): void {
    this.#greeting = null;
    if (this.#viewers.size === 0) return;
    this.#gathered.push(message(op, payload));
    this.#cancelFlush ??= this.#parts.clock.after(GATHER_MS, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush = null;
    const bytes = textFrames(this.#gathered);
    this.#gathered = [];
    for (const { socket, wire, maxWaitingBytes } of this.#viewers) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      wire.write(bytes);
      if (wire.writableLength > maxWaitingBytes) socket.terminate();
    }
  }
}

const message = (op: string, payload: object): string => JSON.stringify({ op, payload });

/** `GET /api/feed`. Nothing in it is secret and no cookie counts here, so that any page may listen. */
export const glanceFeedRoutes = (deps: { feed: GlanceFeed; gate: ViewerGate; addressOf: AddressOf }) =>
  new Hono<{ Bindings: HttpBindings }>({ strict: false }).get(
    "/api/feed",
    async (c, next) => {
      const isUpgrade = /\bupgrade\b/i.test(c.req.header("connection") ?? "");
      if (isUpgrade && c.req.header("upgrade")?.toLowerCase() === "websocket") return next();
      return c.json({ error: "this is a WebSocket; for a stream over HTTP use /api/v1/feed" }, 426, {
        Upgrade: "websocket",
      });
    },
    upgradeWebSocket((c) => {
      const leave = deps.gate.enter(deps.addressOf(askedIn(c)));
      // Whether the handshake ends well or not, the viewer is gone when its connection is.
      const wire = c.env.incoming.socket;
      wire.once("close", leave);
      return {
        onOpen: (_, socket) => {
          if (socket.raw !== undefined) deps.feed.join(socket.raw as WebSocket, wire);
        },
      };
    }),
  );
