import { createRequire } from "node:module";

/**
 * This package, such as `@shardlight/bot 0.1.0`; without its version where the plugin was bundled into a bot's own
 * file, far from its package.
 */
export const ownVersion = (): string => {
  const OWN_NAME = "@shardlight/bot";
  try {
    const { name, version }: { name?: string; version?: string } = createRequire(import.meta.url)(
      "../package.json",
    );
    return name === OWN_NAME ? `${name} ${version}` : OWN_NAME;
  } catch {
    return OWN_NAME;
  }
};
