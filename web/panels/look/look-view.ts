import type { Tag } from "#web/ui/tag.ts";
import { LOOK_CHOICES, type Look } from "./look.ts";

const WORDS: { readonly [K in keyof Look]: { readonly name: string } & Readonly<Record<Look[K], string>> } = {
  theme: { name: "Theme", system: "As the system", light: "Light", dark: "Dark" },
  density: { name: "Density", auto: "As it fits", comfortable: "Comfortable", compact: "Compact" },
  pulse: { name: "Heartbeats", on: "Shown", off: "Hidden" },
  view: { name: "View", page: "Page", wall: "Wall" },
};

const choiceView = <T, K extends keyof Look>(html: Tag<T>, key: K, look: Look): T => {
  const words: Readonly<Record<string, string>> = WORDS[key];
  return html`<div class="look-choice" role="group" aria-label="${WORDS[key].name}"><span class="look-name">${WORDS[key].name}</span>${LOOK_CHOICES[
    key
  ].map(
    (choice) =>
      html`<button type="button" data-look="${key}" data-choice="${choice}" aria-pressed="${String(look[key] === choice)}">${words[choice]}</button>`,
  )}</div>`;
};

/** The switches for theme, density, heartbeats and wall view. */
export const lookView = <T>(html: Tag<T>, look: Look): T =>
  html`${choiceView(html, "theme", look)}${choiceView(
    html,
    "density",
    look,
  )}${choiceView(html, "pulse", look)}${choiceView(html, "view", look)}`;
