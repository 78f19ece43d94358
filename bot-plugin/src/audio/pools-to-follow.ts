import { poolNameSchema } from "../protocol/audio.ts";
import type { Notices } from "../transport/notices.ts";
import { MOST_POOLS } from "./subscription.ts";

/**
 * The pools that can be asked for; what is wrong with the others is said. A name that the wire does not take would end
 * the link, and with it the reports of shards.
 */
export const poolsToFollow = (
  options: { readonly pool?: string | undefined; readonly pools?: readonly string[] | undefined },
  notices: Notices,
): readonly string[] => {
  const named = [...new Set([options.pool ?? [], options.pools ?? []].flat())];
  if (named.length === 0) notices.trouble("pool ", "error", "no audio nodes are followed: name a `pool`");
  const good = named.filter((name) => {
    const issue = poolNameSchema.safeParse(name).error?.issues[0];
    if (issue !== undefined)
      notices.trouble(`pool ${name}`, "error", `no audio nodes of the pool "${name}": ${issue.message}`);
    return issue === undefined;
  });
  if (good.length > MOST_POOLS)
    notices.trouble(
      "pool ",
      "error",
      `no audio nodes of pools after the first ${MOST_POOLS}: they are too many`,
    );
  return good.slice(0, MOST_POOLS);
};
