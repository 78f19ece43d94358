import { html, nothing, type TemplateResult } from "lit";
import type { Near } from "./player-events.ts";
import type { Note } from "./wishes.ts";

/** What came of a command, near the control where it was given; it is spoken elsewhere. */
export const noteView = (note: Note | null, near: Near): TemplateResult | typeof nothing =>
  note === null || note.near !== near
    ? nothing
    : html`<p class="player-note" ?data-refusal=${note.isRefusal}>${note.words}</p>`;
