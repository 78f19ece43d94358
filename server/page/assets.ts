import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ICON_FILES } from "#web/ui/overall-icon.ts";
import type { Overall } from "#web/words/overall.ts";

/** URLs of the page's hashed files. */
export interface PageAssets {
  readonly script: string;
  /** Modules that the script imports: worth asking for at once. */
  readonly preloads: readonly string[];
  /** Modules of the panel of audio nodes, which the script asks for where there are any. */
  readonly nodesPreloads: readonly string[];
  /** Modules and styles of the player, which its page asks for. */
  readonly player: { readonly preloads: readonly string[]; readonly styles: readonly string[] };
  readonly styles: readonly string[];
  readonly icons: Readonly<Record<Overall, string>>;
}

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const ENTRY = "app/main.ts";
const NODES_ENTRY = "panels/nodes/nodes-element.ts";
const PLAYER_ENTRY = "panels/player/define.ts";

const readManifest = (webDistDir: string): Readonly<Record<string, ManifestEntry>> => {
  const path = join(webDistDir, ".vite/manifest.json");
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`the page is not built: no ${path}; run \`npm run build\``, { cause });
  }
};

/** Reads what Vite built. Throws an Error that says the remedy where the page is not built. */
export const readPageAssets = (webDistDir: string): PageAssets => {
  const manifest = readManifest(webDistDir);
  const entry = (name: string): ManifestEntry => {
    const found = manifest[name];
    if (found === undefined)
      throw new Error(`the page is built without ${name}; run \`npm run build\` again`);
    return found;
  };
  const main = entry(ENTRY);
  const url = (file: string): string => `/${file}`;
  const nodes = entry(NODES_ENTRY);
  const player = entry(PLAYER_ENTRY);
  return {
    script: url(main.file),
    preloads: (main.imports ?? []).map((name) => url(entry(name).file)),
    nodesPreloads: [url(nodes.file)],
    player: { preloads: [url(player.file)], styles: (player.css ?? []).map(url) },
    styles: (main.css ?? []).map(url),
    icons: {
      up: url(entry(ICON_FILES.up).file),
      down: url(entry(ICON_FILES.down).file),
      changing: url(entry(ICON_FILES.changing).file),
      unknown: url(entry(ICON_FILES.unknown).file),
    },
  };
};
