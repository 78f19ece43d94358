import type { AllowListView, GuildKeyView } from "#protocol/guild-keys.ts";
import type { Parameter } from "../http/openapi.ts";
import { SERVER_ID } from "../http/server-id.ts";

const KEY: Parameter = { in: "path", name: "key", description: "the id of a key", example: "8ypqnm0xy0t2" };

/** What the paths of keys and allow-lists hold. */
export const OF_SERVER: readonly Parameter[] = [SERVER_ID];
export const OF_KEY: readonly Parameter[] = [SERVER_ID, KEY];

/** A key as it is wished for. */
export const WISH_EXAMPLE = { label: "stream deck", scope: "control" } as const;

const LISTED: GuildKeyView = {
  ...WISH_EXAMPLE,
  id: KEY.example,
  madeBy: { id: "80351110224678912", name: "Nelly" },
  createdAt: 1_795_248_001_000,
  lastUsedAt: 1_795_251_601_000,
};

/** A server's keys. */
export const KEYS_EXAMPLE = { keys: [LISTED] };

/** A key that was just made. */
export const MADE_EXAMPLE = { ...LISTED, lastUsedAt: null, key: `slk_${KEY.example}_<secret>` };

/** From where a server's player may be steered. */
export const ALLOW_LIST_EXAMPLE: AllowListView = { networks: ["203.0.113.0/24"], address: "203.0.113.7" };
