import { EXCEPTIONS, type Exception, type Limit } from "./exceptions.ts";
import type { TrackInfo } from "./tracks.ts";

/** What becomes of a track once it has started. `ends` counts what is heard, the others pass by the clock. */
export type Fate =
  | { readonly kind: "ends"; readonly afterMs: number }
  | { readonly kind: "fails"; readonly afterMs: number; readonly exception: Exception }
  | { readonly kind: "sticks"; readonly afterMs: number; readonly thresholdMs: number };

/** How long a source lets a track run before it turns the node away. */
const LIMITED_AFTER_MS = 20;

/** What is to become of tracks: of one by its identifier, of all of a source that is limited, else they end. */
export class Fates {
  readonly #byIdentifier = new Map<string, Fate>();
  readonly #limits = new Map<string, Limit>();

  set(identifier: string, fate: Fate | null): void {
    if (fate === null) this.#byIdentifier.delete(identifier);
    else this.#byIdentifier.set(identifier, fate);
  }

  limit(source: string, limit: Limit | null): void {
    if (limit === null) this.#limits.delete(source);
    else this.#limits.set(source, limit);
  }

  of({ identifier, sourceName, length }: TrackInfo): Fate {
    const limit = this.#limits.get(sourceName);
    if (limit !== undefined) {
      return { kind: "fails", afterMs: LIMITED_AFTER_MS, exception: EXCEPTIONS[limit] };
    }
    return this.#byIdentifier.get(identifier) ?? { kind: "ends", afterMs: length };
  }
}
