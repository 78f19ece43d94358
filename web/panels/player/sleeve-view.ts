import { html, nothing, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { isOwnPicture, pictureView } from "#web/ui/picture-view.ts";
import { icon } from "./icons.ts";
import { SLEEVE_SIZE, sleeveOf } from "./sleeve.ts";

interface Sleeved {
  readonly title: string;
  readonly author: string;
  readonly artworkUrl: string | null;
}

/** Sides in px. */
const SIDE = 320;
const ROW_SIDE = 40;

const drawing = ({ title, author }: Sleeved): TemplateResult => {
  const { hue, tiles } = sleeveOf(title, author);
  // The third tint stands apart from the two others.
  const tints = [
    `hsl(${hue} 28% 34%)`,
    `hsl(${(hue + 24) % 360} 34% 52%)`,
    `hsl(${(hue + 168) % 360} 36% 70%)`,
  ];
  return html`<svg viewBox="0 0 ${SLEEVE_SIZE} ${SLEEVE_SIZE}" aria-hidden="true">
<rect width="100%" height="100%" fill="hsl(${hue} 30% 24%)"></rect>
${tiles.map(({ path, tint }) => svg`<path d=${path} fill=${tints[tint - 1]}></path>`)}
</svg>`;
};

/** A track's sleeve with its artwork where that can be had, or an empty one. */
export const sleeveView = (track: Sleeved | null, side = SIDE): TemplateResult => {
  if (track === null) return html`<div class="sleeve" data-empty>${icon("note")}</div>`;
  // A queue has hundreds of them, and changes while one is dragged.
  const drawn = guard([track.title, track.author], () => drawing(track));
  return html`<div class="sleeve">${drawn}${pictureView(track.artworkUrl, side)}</div>`;
};

/** What draws the sleeves in the rows of a list; they have some where any of its tracks has artwork. */
export const rowSleeves = (
  tracks: readonly Sleeved[],
): ((track: Sleeved) => TemplateResult | typeof nothing) =>
  tracks.some(({ artworkUrl }) => isOwnPicture(artworkUrl))
    ? (track) => sleeveView(track, ROW_SIDE)
    : () => nothing;
