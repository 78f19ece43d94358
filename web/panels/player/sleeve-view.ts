import { html, svg, type TemplateResult } from "lit";
import { icon } from "./icons.ts";
import { SLEEVE_SIZE, sleeveOf } from "./sleeve.ts";

/** A track's sleeve, or an empty one. */
export const sleeveView = (
  track: { readonly title: string; readonly author: string } | null,
): TemplateResult => {
  if (track === null) return html`<div class="sleeve" data-empty>${icon("note")}</div>`;
  const { hue, tiles } = sleeveOf(track.title, track.author);
  // The third tint stands apart from the two others.
  const tints = [
    `hsl(${hue} 28% 34%)`,
    `hsl(${(hue + 24) % 360} 34% 52%)`,
    `hsl(${(hue + 168) % 360} 36% 70%)`,
  ];
  return html`<div class="sleeve"><svg viewBox="0 0 ${SLEEVE_SIZE} ${SLEEVE_SIZE}" aria-hidden="true">
<rect width="100%" height="100%" fill="hsl(${hue} 30% 24%)"></rect>
${tiles.map(({ path, tint }) => svg`<path d=${path} fill=${tints[tint - 1]}></path>`)}
</svg></div>`;
};
