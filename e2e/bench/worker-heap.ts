import type { Browser } from "playwright";

/** Collects what nobody holds in the browser's one shared worker; the result is how many bytes the rest is. */
export type WeighWorker = () => Promise<number>;

interface Answer {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number };
}

/**
 * Speaks to the shared worker over the browser's debugger, as Playwright itself does not.
 * @throws Error where there is none
 */
export const reachSharedWorker = async (browser: Browser): Promise<WeighWorker> => {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const worker = targetInfos.find(({ type }) => type === "shared_worker");
  if (worker === undefined) throw new Error("the page has no shared worker");
  const { sessionId } = await session.send("Target.attachToTarget", {
    targetId: worker.targetId,
    flatten: false,
  });
  let asked = 0;
  const ask = (method: string): Promise<Answer> => {
    asked += 1;
    const id = asked;
    return new Promise((resolve, reject) => {
      const hear = (told: { readonly sessionId: string; readonly message: string }) => {
        const answer: Answer = JSON.parse(told.message);
        if (told.sessionId !== sessionId || answer.id !== id) return;
        session.off("Target.receivedMessageFromTarget", hear);
        resolve(answer);
      };
      session.on("Target.receivedMessageFromTarget", hear);
      const message = JSON.stringify({ id, method, params: {} });
      session.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
    });
  };
  return async () => {
    await ask("HeapProfiler.collectGarbage");
    return (await ask("Runtime.getHeapUsage")).result?.usedSize ?? Number.NaN;
  };
};
