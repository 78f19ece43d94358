import type { Actor } from "#protocol/music-link.ts";
import type { Clock } from "../clock.ts";
import type { MusicService, Place, Sight } from "./service.ts";

/** Who asks again within this is told the same: a page with many tabs, or a program that polls, is one question. */
const FRESH_MS = 1_000;

const keyOf = ({ cluster, guildId }: Place) => `${cluster}/${guildId}`;

/** Asks bots what people may see, and no more often than is needed. */
export class Sights {
  readonly #music: MusicService;
  readonly #clock: Clock;
  /** By player, then by person. */
  readonly #asked = new Map<string, Map<string, { readonly sight: Promise<Sight>; isSettled: boolean }>>();

  constructor({ music, clock }: { readonly music: MusicService; readonly clock: Clock }) {
    this.#music = music;
    this.#clock = clock;
  }

  /** For someone who watches already, so that the bot goes on telling. @throws AppError as `MusicService.see` */
  async see(actor: Actor, place: Place): Promise<Sight> {
    const known = this.#find(actor, place);
    // An older answer says nothing of whether the bot still tells, unless someone is being told.
    if (known !== undefined && (!known.isSettled || this.#music.known(place)?.isAway === false)) {
      return this.#asNow(place, await known.sight);
    }
    return this.#ask(actor, place, () => this.#music.see(actor, place));
  }

  /** For someone who looks once. @throws AppError as `MusicService.see` */
  async look(actor: Actor, place: Place): Promise<Sight> {
    const known = this.#find(actor, place);
    if (known !== undefined) return this.#asNow(place, await known.sight);
    return this.#ask(actor, place, async () => {
      const end = this.#music.watch({ ...actor }, place, () => {});
      try {
        return await this.#music.see(actor, place);
      } finally {
        end();
      }
    });
  }

  /** Something was done there: what was seen before is old. */
  forget(place: Place): void {
    this.#asked.delete(keyOf(place));
  }

  #find({ userId, via }: Actor, place: Place) {
    return this.#asked.get(keyOf(place))?.get(`${via}/${userId}`);
  }

  #ask({ userId, via }: Actor, place: Place, ask: () => Promise<Sight>): Promise<Sight> {
    const key = keyOf(place);
    const who = `${via}/${userId}`;
    const ofPlace = this.#asked.get(key) ?? new Map();
    const asked = { sight: ask(), isSettled: false };
    this.#asked.set(key, ofPlace.set(who, asked));
    const drop = () => {
      if (ofPlace.get(who) === asked) ofPlace.delete(who);
      if (ofPlace.size === 0 && this.#asked.get(key) === ofPlace) this.#asked.delete(key);
    };
    const settle = () => {
      asked.isSettled = true;
      this.#clock.after(FRESH_MS, drop);
    };
    asked.sight.then(settle, settle);
    return asked.sight;
  }

  #asNow(place: Place, sight: Sight): Sight {
    return { ...sight, player: this.#music.known(place) ?? sight.player };
  }
}
