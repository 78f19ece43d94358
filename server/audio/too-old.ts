import type { NodeInfo } from "#protocol/lavalink.ts";

/** The first with end-to-end encryption, without which Discord takes no voice connection since March 2026. */
const FIRST_GOOD = [4, 2, 0] as const;

const VERSION = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[\w.-]+)?/i;

/**
 * Whether Discord refuses the node for its age; a prerelease of the first good version is before it. Builds whose
 * version tells nothing (`1a2b3c4-SNAPSHOT`, `unknown`) are not judged, and NodeLink counts otherwise.
 */
export const isTooOld = ({ kind, version }: NodeInfo): boolean => {
  const [whole, major, minor, patch, prerelease] = VERSION.exec(version.trim()) ?? [];
  if (kind === "nodelink" || whole === undefined || /SNAPSHOT/i.test(version)) return false;
  const numbers = [major, minor, patch].map(Number);
  for (const [index, first] of FIRST_GOOD.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== first) return number < first;
  }
  return prerelease !== undefined;
};
