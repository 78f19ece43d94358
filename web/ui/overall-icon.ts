import type { Overall } from "#web/words/overall.ts";

/** The file of each favicon in `web/icons/`; they differ by shape, not by colour alone. */
export const ICON_FILES = {
  up: "icons/up.svg",
  down: "icons/down.svg",
  changing: "icons/changing.svg",
  unknown: "icons/unknown.svg",
} satisfies Record<Overall, string>;

/** The title of a tab: the state first, where a narrow tab still shows it. */
export const tabTitle = (short: string, brand: string, isStale: boolean): string =>
  isStale ? `(not live) ${brand} status` : `${short} · ${brand} status`;
