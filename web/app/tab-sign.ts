import type { FeedStore } from "#web/feed/store.ts";
import { tabTitle } from "#web/ui/overall-icon.ts";
import { type Overall, overallWords, WAITING_WORDS } from "#web/words/overall.ts";
import changing from "../icons/changing.svg?url";
import down from "../icons/down.svg?url";
import unknown from "../icons/unknown.svg?url";
import up from "../icons/up.svg?url";

const ICONS: Readonly<Record<Overall, string>> = { up, down, changing, unknown };

/** Has the tab's title and icon, and the page's own colours, follow the overall state. @param brand name of the bot */
export const showTabSign = (store: FeedStore, brand: string): void => {
  const { overall, short } = store.state === null ? WAITING_WORDS : overallWords(store.state.clusters);
  const { isStale } = store;
  const { dataset } = document.documentElement;
  // Elsewhere the tab says what plays.
  if (dataset["page"] !== "player") document.title = tabTitle(short, brand, isStale);
  if (dataset["overall"] !== overall) dataset["overall"] = overall;
  document.documentElement.toggleAttribute("data-stale", isStale);
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const href = ICONS[isStale ? "unknown" : overall];
  if (icon !== null && icon.getAttribute("href") !== href) icon.setAttribute("href", href);
};
