import type { WebSocket } from "ws";
import type { AgentHello, Hello } from "#protocol/link.ts";
import type { ProcessDetail } from "#protocol/process.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import { forbidden, type Grant, unauthorized } from "../http/guard.ts";
import type { Log } from "../log.ts";
import { assertFits } from "../shards/fit.ts";
import type { ShardService } from "../shards/service.ts";
import type { AudioDesk } from "./audio-desk.ts";
import type { LinkHost } from "./host.ts";
import { Link } from "./link.ts";
import type { MusicDesk } from "./music-desk.ts";
import { keyOf, ProcessBook } from "./processes.ts";
import type { Line } from "./talk.ts";

/** A peer that died is noticed between one and two of these. */
const PING_EVERY_MS = 15_000;
/** A tick that comes this much later says that the server was away, and judges no one. */
const LATE_MS = 5_000;
/** At a stop, a peer that has not answered the close by then is cut. */
const CLOSE_WITHIN_MS = 2_000;
/** A connection that has not said hello by then is closed. */
const HELLO_WITHIN_MS = 10_000;
/** A link whose secret is good no longer is cut, where it has not answered the close by then. */
const CUT_WITHIN_MS = 500;
const MAX_LINKS = 10_000;

export interface LinkServiceParts {
  readonly shards: ShardService;
  readonly audio: AudioDesk;
  readonly music: MusicDesk;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
  readonly healthTimeoutMs: number;
}

/** Owns the live links of bot processes, and knows which processes there are. */
export class LinkService {
  readonly #parts: LinkServiceParts;
  readonly #links = new Set<Link>();
  /** By cluster and boot. */
  readonly #greeted = new Map<string, Line>();
  readonly #processes: ProcessBook;
  readonly #host: LinkHost;
  #cancelPing: (() => void) | null = null;
  #pingedAt: MonotonicMs | null = null;
  #isStopped = false;

  constructor(parts: LinkServiceParts) {
    this.#parts = parts;
    this.#processes = new ProcessBook(parts.clock);
    const { events, shards, log } = parts;
    events.on("reported", ({ cluster, report }) => {
      const { boot, timeoutMs = parts.healthTimeoutMs, process } = report;
      this.#processes.hear({ cluster, boot, timeoutMs }, process);
    });
    events.on("left", ({ cluster, boot }) => this.#processes.forget(cluster, boot));
    events.on("tokens", () => this.#dismiss());
    this.#host = {
      log,
      audio: parts.audio,
      music: parts.music,
      greet: (hello, link) => this.#greet(hello, link),
      greetAgent: (hello, link) => this.#greetAgent(hello, link),
      report: ({ boot, cluster: name, shardCount }, rest) => {
        const cluster = shards.read.cluster(name);
        const report = { boot, shardCount, ...rest };
        assertFits(cluster, report);
        return shards.report(cluster, report);
      },
      goodbye: ({ boot, cluster }) => shards.goodbye(shards.read.cluster(cluster), boot),
    };
  }

  get size(): number {
    return this.#links.size;
  }

  all(): Iterable<Link> {
    return this.#links;
  }

  /** @throws AppError `too_many_links` */
  assertRoom(): void {
    if (this.#links.size < MAX_LINKS && !this.#isStopped) return;
    const message = "too many links at once; report over HTTP, or come back in a moment";
    throw new AppError("too_many_links", message, { retryAfterSeconds: 60 });
  }

  /** Starts to look for peers that are gone. */
  start(): void {
    this.#cancelPing = this.#parts.clock.after(PING_EVERY_MS, () => {
      const now = this.#parts.clock.monotonic();
      const isLate = this.#pingedAt !== null && now - this.#pingedAt > PING_EVERY_MS + LATE_MS;
      this.#pingedAt = now;
      for (const link of this.#links) {
        if (isLate) link.excuse();
        link.ping();
      }
      this.start();
    });
  }

  /** Sends all processes away; they come back to the next server. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelPing?.();
    for (const link of this.#links) link.close(1001, "the server stops");
    this.#parts.clock.after(CLOSE_WITHIN_MS, () => {
      for (const link of this.#links) link.terminate();
    });
  }

  /** Takes a connection in; it has to say hello soon. */
  accept(socket: WebSocket, grant: Grant): Link {
    const link = new Link(socket, grant, this.#host);
    this.#links.add(link);
    const cancelHello = this.#parts.clock.after(HELLO_WITHIN_MS, () => {
      if (!link.isGreeted) link.refuse("invalid", "say hello first, within 10 s");
    });
    socket.once("close", () => {
      cancelHello();
      this.#links.delete(link);
      link.end();
      const key = link.process && keyOf(link.process.cluster, link.process.boot);
      if (key !== null && this.#greeted.get(key) === link) this.#greeted.delete(key);
    });
    return link;
  }

  /**
   * The processes of a cluster, in the order of their first shards.
   * @throws AppError `unknown_cluster`
   */
  processes(clusterName: string): ProcessDetail[] {
    const { read } = this.#parts.shards;
    const owned = read.ownedShards(read.cluster(clusterName));
    return this.#processes.list(clusterName, owned, (cluster, boot) =>
      this.#greeted.has(keyOf(cluster, boot)),
    );
  }

  /** Sends away whoever came with a secret that is good no longer. */
  #dismiss(): void {
    for (const link of this.#links) {
      if (link.grant.stands()) continue;
      const { clock, log } = this.#parts;
      log.info(
        { tokenId: link.grant.tokenId },
        "a link is closed: its token is revoked, expired or replaced",
      );
      link.refuse("unauthorized", "this secret is good no longer; come back with one that is");
      clock.after(CUT_WITHIN_MS, () => link.terminate());
    }
  }

  #greetAgent(_hello: AgentHello, link: Line): void {
    if (!link.grant.stands()) throw unauthorized();
    if (!link.grant.may("announce")) throw forbidden("announce");
  }

  #greet(hello: Hello, link: Line): number {
    if (!link.grant.stands()) throw unauthorized();
    if (!link.grant.may("report", hello.cluster)) throw forbidden("report");
    const { read } = this.#parts.shards;
    const cluster = read.cluster(hello.cluster);
    const { shardCount, shardIds } = hello;
    assertFits(cluster, { shardCount, shards: shardIds.map((id) => ({ id, state: "unknown" })) });
    const known = read.boot(cluster, hello.boot);
    if (known.hasEnded) {
      throw new AppError(
        "boot_ended",
        "this boot has said goodbye; make a new boot id at each start of the process",
      );
    }
    const key = keyOf(hello.cluster, hello.boot);
    this.#greeted.get(key)?.refuse("replaced", "a newer link of the same boot has taken its place");
    this.#greeted.set(key, link);
    return known.seq;
  }
}
