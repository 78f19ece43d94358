import type { Page } from "playwright";
import { PAINTED } from "../support/cells-speed.ts";
import { keepAlive, post } from "../support/http.ts";
import { elapsed } from "../support/until.ts";

const PATIENCE_MS = 10_000;

/** A shard in the page's first view, and the state that it is pushed to. */
export interface Step {
  readonly shard: number;
  /** Glance's number and the page's word for it. */
  readonly state: readonly [number, string];
}

/** Notes in the page when the cell has come to its state and is drawn. */
const watch = ({ shard, state }: Step): string => `{
  const cell = document.querySelector('[data-cluster=main][data-shard="${shard}"]');
  globalThis.drawn = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("shard ${shard} is not ${state[1]}")), ${PATIENCE_MS});
    const observer = new MutationObserver(() => {
      if (cell.dataset.state === "${state[1]}") { observer.disconnect(); done(); }
    });
    observer.observe(cell, { attributeFilter: ["data-state"] });
  }).then(async () => { ${PAINTED} });
  // Else the promise would be this text's value, and waited for.
  undefined;
}`;

/**
 * Pushes changes one by one over HTTP, each after a pause; how long each took, from before it is sent until its cell is
 * drawn in the browser. Measured on one clock, that of this process: the browser's answer is part of the time.
 */
export const pushToPixel = async (
  page: Page,
  url: string,
  steps: readonly Step[],
): Promise<readonly number[]> => {
  const agent = keepAlive();
  const tookMs: number[] = [];
  for (const step of steps) {
    await page.evaluate(watch(step));
    // Out of step with the feed's frames and the browser's.
    await elapsed(250 + Math.random() * 500);
    const sentAt = performance.now();
    const [drawn, answer] = await Promise.all([
      page.evaluate("globalThis.drawn").then(() => performance.now()),
      post(url, `/api/status/main/${step.shard}/${step.state[0]}`, { agent }),
    ]);
    if (answer.status !== 204) throw new Error(`a push was refused: ${answer.status} ${answer.text}`);
    tookMs.push(drawn - sentAt);
  }
  agent.destroy();
  return tookMs;
};
