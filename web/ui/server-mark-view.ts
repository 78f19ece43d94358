import { html, type TemplateResult } from "lit";
import { initialsOf } from "#web/words/server-words.ts";
import { pictureView } from "./picture-view.ts";

const SIDE = 44;

/** A server's icon, or its initials. */
export const serverMarkView = ({
  name,
  iconUrl,
}: {
  readonly name: string;
  readonly iconUrl: string | null;
}): TemplateResult =>
  html`<span class="server-mark" aria-hidden="true">${initialsOf(name)}${pictureView(iconUrl, SIDE)}</span>`;
