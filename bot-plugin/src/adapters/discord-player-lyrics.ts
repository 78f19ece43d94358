import { SILENT } from "../music/act-words.ts";
import { failed, refused } from "../music/acts.ts";
import * as breaker from "../music/breaker.ts";
import { plainLinesOf, timedLinesOf } from "../music/lyrics-lines.ts";
import type { Act } from "../music/player-adapter.ts";
import { listOf, read } from "../music/read.ts";
import { within } from "../music/within.ts";
import type { Found } from "../protocol/music.ts";
import { systemTiming } from "../transport/timing.ts";
import type { DiscordPlayerLike } from "./discord-player-shapes.ts";
import { lengthOf, trackOf } from "./discord-player-tracks.ts";
import { givenTo } from "./listen.ts";

/** The library tries for minutes; nobody waits that long. */
const WITHIN_MS = 8_000;
/** Lyrics of a track that is longer or shorter by more are another one's. */
const TOLERANCE_MS = 10_000;
const SOURCE = "LRCLIB";

/** Lyrics as the library finds them, at lrclib.net: a service that is left alone for a while where it does not answer. */
export class Lyrics {
  readonly #player: DiscordPlayerLike;
  readonly #isWanted: boolean;
  #breaker: breaker.Breaker = breaker.FRESH;

  /** @param isWanted whether the host lets titles be told to that service */
  constructor(player: DiscordPlayerLike, isWanted: boolean) {
    this.#player = player;
    this.#isWanted = isWanted;
  }

  /** Whether it is worth asking now. */
  get isThere(): boolean {
    return this.#isWanted && breaker.mayAsk(this.#breaker, systemTiming.monotonic());
  }

  /** Of what plays. Never rejects. */
  async of(track: object | null): Promise<Found | Act> {
    if (!this.#isWanted) return refused("this bot looks for no lyrics");
    if (track === null) return SILENT;
    if (!this.isThere) return failed("the lyrics service does not answer right now");
    this.#breaker = breaker.asked(this.#breaker, systemTiming.monotonic(), WITHIN_MS);
    const { title, author } = trackOf(track);
    const q = `${title} ${author}`.trim();
    const asking = this.#player.lyrics.search(givenTo({ q }));
    const answer = await within<unknown>(systemTiming, WITHIN_MS, asking, null).catch(() => null);
    if (!Array.isArray(answer)) {
      this.#breaker = breaker.failed(this.#breaker, systemTiming.monotonic());
      return failed("the lyrics service did not answer");
    }
    this.#breaker = breaker.FRESH;
    const lines = linesFor(answer, lengthOf(track));
    return { lyrics: lines.length === 0 ? null : { source: SOURCE, lines } };
  }
}

/** The first that are timed, of those for a track of this length, else the first. @param lengthMs 0: not known */
const linesFor = (answer: readonly unknown[], lengthMs: number) => {
  const fitting = listOf(answer).filter((one) => {
    const seconds = read(one, "duration");
    return (
      lengthMs === 0 || (typeof seconds === "number" && Math.abs(seconds * 1_000 - lengthMs) <= TOLERANCE_MS)
    );
  });
  const texts = [
    ...fitting.map((one) => timedLinesOf(read(one, "syncedLyrics"))),
    ...fitting.map((one) => plainLinesOf(read(one, "plainLyrics"))),
  ];
  return texts.find((lines) => lines.length > 0) ?? [];
};
