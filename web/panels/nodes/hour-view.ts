import type { Tag } from "#web/ui/tag.ts";
import { isBusy } from "#web/words/node-words.ts";
import { drawHour, type Hour } from "./hour.ts";

/** A share (0..1) as a bar; the words beside it say the same. */
export const meterView = <T>(html: Tag<T>, ratio: number, size: "load" | "memory"): T =>
  html`<svg class="meter" data-busy="${String(size === "load" && isBusy(ratio))}" aria-hidden="true"><rect width="100%" height="100%" rx="3"/><rect class="meter-used" width="${Math.max(ratio, 0.02) * 100}%" height="100%" rx="3"/></svg>`;

/** The load of the last hour as a line; its place is kept free while the hour is not known. */
export const hourView = <T>(html: Tag<T>, hour: Hour | null): T => {
  const { viewBox, line, area } = drawHour(hour ?? { until: 0, load: [] });
  return html`<svg class="hour" viewBox="${viewBox}" preserveAspectRatio="none" aria-hidden="true"><path class="hour-area" d="${area}"/><path class="hour-line" d="${line}" vector-effect="non-scaling-stroke"/></svg>`;
};
