import type { LinkRule } from "./link-rule.ts";
import type { Act, Requester } from "./player-adapter.ts";

/** What was found, or why nothing was. */
export type Loaded =
  | { readonly kind: "tracks"; readonly tracks: readonly unknown[]; readonly isList: boolean }
  | { readonly kind: "nothing" }
  | { readonly kind: "none"; readonly act: Act };

/** What is wanted, and by whom. */
export interface Wanted {
  readonly query: string;
  readonly source: string | undefined;
  readonly requester: Requester;
  readonly mayPlay: LinkRule | undefined;
}

/** Nothing was found, for this reason. */
export const none = (act: Act): Loaded => ({ kind: "none", act });
