import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The version of a package that a bot has beside this one; null where it cannot be found out, as in a bundle. */
export const installedVersion = (name: string): string | null => {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve(name));
    // Packages need not hand out their `package.json`, so it is looked for upwards.
    for (; dirname(folder) !== folder; folder = dirname(folder)) {
      const found = packageIn(folder);
      if (found?.name === name) return found.version ?? null;
    }
  } catch {
    // Told to nobody: a name without a version is good enough.
  }
  return null;
};

const packageIn = (folder: string): { name?: string; version?: string } | null => {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return null;
  }
};
