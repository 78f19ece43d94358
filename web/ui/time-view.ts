import { exactWords, type TimeZone } from "#web/words/time.ts";
import type { Tag } from "./tag.ts";

/** Words about an instant, with the exact one for who hovers. @param at epoch ms */
export const timeView = <T>(html: Tag<T>, at: number, words: string, zone: TimeZone): T =>
  html`<time datetime="${new Date(at).toISOString()}" title="${exactWords(at, zone)}">${words}</time>`;
