import { html, type TemplateResult } from "lit";
import { webLink } from "./web-link.ts";

/** A title, which leads to its page where it has one. */
export const titleView = ({
  title,
  uri,
}: {
  readonly title: string;
  readonly uri: string | null;
}): TemplateResult => {
  const link = webLink(uri);
  const words = title.trim() === "" ? "Untitled" : title;
  return link === null
    ? html`<bdi>${words}</bdi>`
    : html`<a href=${link} target="_blank" rel="noreferrer noopener"><bdi>${words}</bdi></a>`;
};
