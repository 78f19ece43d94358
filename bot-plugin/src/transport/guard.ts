import type { Notices } from "./notices.ts";

/** Does what may throw; the host hears of it once, and goes on with what is given instead. */
export type Guard = <T>(act: () => T, instead: T) => T;

/** Says once that something broke; the host goes on. @param where it happened, such as `in the plugin` */
export const sayBroken = (notices: Notices, where: string, error: unknown): void => {
  const detail = error instanceof Error ? error.message : "unknown fault";
  notices.trouble("broken", "warn", `something broke ${where}, and the bot is not concerned: ${detail}`);
};

/** A guard that says the trouble to these notices. @param where it happened, such as `in the plugin` */
export const guardOf =
  (notices: Notices, where: string): Guard =>
  (act, instead) => {
    try {
      return act();
    } catch (error) {
      sayBroken(notices, where, error);
      return instead;
    }
  };
