import { rmSync } from "node:fs";
import { onTestFinished } from "vitest";

/** Removes the folder when the test that runs now has ended. */
export const removeAfterwards = (dir: string): string => {
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};
