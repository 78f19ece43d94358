import { visit } from "../../page/visit.ts";
import { launchBrowser } from "../../support/browser.ts";
import { until } from "../../support/until.ts";
import type { Stage } from "./stage.ts";

/** Someone in front of the page, in a real browser, with no secret. */
export interface Onlooker {
  /** Waits until a node of that label is on the page with these words about it. */
  sees(label: string, words: RegExp, patienceMs?: number): Promise<void>;
  /** Notes all that the page holds now. */
  note(): Promise<void>;
  /** Errors that scripts threw and requests that the page's policy refused. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

export const openOnlooker = async ({ server, transcript }: Stage): Promise<Onlooker> => {
  const browser = await launchBrowser();
  const { page, faults } = await visit(browser, server.url);
  return {
    faults,
    sees: async (label, words, patienceMs) => {
      const rows = page
        .locator("shardlight-nodes li")
        .filter({ has: page.getByText(label, { exact: true }) });
      const isTold = async () => (await rows.allInnerTexts()).some((text) => words.test(text));
      await until(`the page says ${words} of ${label}`, isTold, patienceMs);
    },
    note: async () => transcript.note("the page", await page.content()),
    close: () => browser.close(),
  };
};
