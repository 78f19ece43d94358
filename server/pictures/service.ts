import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { type Outgoing, OutgoingError } from "../http/outgoing.ts";
import { Pace } from "../http/pace.ts";
import type { Log } from "../log.ts";
import { type Picture, PictureCache } from "./cache.ts";
import { allowedAddress, type PictureHosts } from "./hosts.ts";
import { pictureTypeOf } from "./picture-type.ts";
import { createSignedPaths } from "./signed-path.ts";
import { Slots } from "./slots.ts";

/** A cover of 600 pixels has some 100 KiB. */
const MAX_BYTES = 1_024 * 1_024;
const PATIENCE_MS = 5_000;
const CACHE_BYTES = 32 * 1_024 * 1_024;
const GOOD_FOR_MS = 86_400_000;
const FAILED_FOR_MS = 60_000;
const AT_ONCE = { most: 16, mostWaiting: 128 };
/** Pictures that one visitor has this server ask others for; what it knows already does not count. */
const PER_VISITOR = { atOnce: 300, everyMs: 100 };

const ASKED_FOR = {
  accept: "image/avif,image/webp,image/png,image/jpeg,image/gif",
  "accept-encoding": "identity",
  "user-agent": "shardlight",
};

export interface PicturesParts {
  readonly hosts: PictureHosts;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly log: Log;
  /** For a picture, from asking to its last byte; 5 s by default. */
  readonly patienceMs?: number;
}

/** Has pictures of other hosts shown as this server's own, of hosts that the operator named and no others. */
export class Pictures {
  readonly #parts: PicturesParts;
  readonly #paths = createSignedPaths(randomBytes(32));
  readonly #cache = new PictureCache(CACHE_BYTES);
  readonly #slots = new Slots(AT_ONCE);
  readonly #pace: Pace;
  readonly #underWay = new Map<string, Promise<Picture | null>>();

  constructor(parts: PicturesParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.clock, PER_VISITOR);
  }

  /** The path under which this server shows a picture; null where its host may not be asked. It holds until the server ends. */
  readonly pathOf = (address: string | null): string | null => {
    const allowed = address === null ? null : allowedAddress(address, this.#parts.hosts);
    return allowed === null ? null : this.#paths.pathOf(allowed);
  };

  /**
   * The picture of a path, from memory or its host.
   * @param visitor whom it counts for, where its host is asked
   * @throws AppError `not_found` for a path that this server did not make, `picture_unavailable`, `too_fast`, `too_many_pictures`
   */
  async find(signature: string, encoded: string, visitor: string): Promise<Picture> {
    const address = this.#paths.addressIn(signature, encoded);
    if (address === null)
      throw new AppError("not_found", "there is no such picture; ask for the page or the player again");
    const known = this.#cache.find(address, this.#parts.clock.monotonic());
    const picture = known === undefined ? await this.#ask(address, visitor) : known;
    if (picture === null)
      throw new AppError("picture_unavailable", "the picture could not be had from its host", {
        retryAfterSeconds: FAILED_FOR_MS / 1_000,
      });
    return picture;
  }

  #ask(address: string, visitor: string): Promise<Picture | null> {
    const underWay = this.#underWay.get(address);
    if (underWay !== undefined) return underWay;
    const waitMs = this.#pace.take(visitor);
    if (waitMs > 0)
      throw new AppError("too_fast", "that is more pictures than a page has; wait a moment", {
        retryAfterSeconds: Math.ceil(waitMs / 1_000),
      });
    if (this.#slots.isFull)
      throw new AppError(
        "too_many_pictures",
        "too many pictures are being asked for; come back in a moment",
        {
          retryAfterSeconds: Math.ceil(PATIENCE_MS / 1_000),
        },
      );
    const asked = this.#slots
      .run(() => this.#read(address))
      .then((picture) => {
        const forMs = picture === null ? FAILED_FOR_MS : GOOD_FOR_MS;
        this.#cache.keep(address, picture, this.#parts.clock.monotonic() + forMs);
        return picture;
      })
      .finally(() => this.#underWay.delete(address));
    this.#underWay.set(address, asked);
    return asked;
  }

  async #read(address: string): Promise<Picture | null> {
    try {
      const { status, headers, body } = await this.#parts.outgoing(address, {
        headers: ASKED_FOR,
        timeoutMs: this.#parts.patienceMs ?? PATIENCE_MS,
        maxBytes: MAX_BYTES,
      });
      const type = status === 200 ? pictureTypeOf(headers["content-type"], body) : null;
      if (type === null) return this.#fail(address, status === 200 ? "no_picture" : String(status));
      const tag = createHash("sha256").update(body).digest("base64url").slice(0, 22);
      return { type, bytes: new Uint8Array(body), tag: `"${tag}"` };
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      return this.#fail(address, error.code);
    }
  }

  #fail(address: string, why: string): null {
    // Its path may be someone's own: the host says enough.
    this.#parts.log.debug({ host: new URL(address).host, why }, "a picture could not be had");
    return null;
  }
}
