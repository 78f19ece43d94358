import { until } from "../../support/until.ts";
import type { Company } from "./company.ts";
import type { Onlooker } from "./onlooker.ts";
import type { Stage } from "./stage.ts";

/** All places in which a node's name is heard. */
export const EVERYWHERE = [
  "an answer to GET",
  "the agent of it",
  "the bot astro",
  "the bot beat",
  "the database",
  "the feed",
  "the page",
  "the server's log",
  "the webhook",
];

/**
 * Brings a node that is called by its own password, waits until everyone has heard of it, and searches.
 * @returns where it is found, sorted, and how many secrets are
 */
export const findPlanted = async (
  stage: Stage,
  company: Company,
  onlooker: Onlooker,
): Promise<{ readonly places: readonly string[]; readonly secrets: number }> => {
  const { operations, provisioner, feed } = stage;
  const node = await stage.node();
  const planted = node.password;
  stage.agent({ name: planted, node });
  const { id } = await operations.sees(planted, ({ state }) => state === "active");
  await operations.detail(id);
  await feed.shows(planted, ({ state }) => state === "active");
  await onlooker.sees(planted, /in use/);
  await onlooker.note();
  await until("both bots have it", async () => {
    const ready = await Promise.all(company.bots.map((bot) => bot.ready()));
    return ready.every((names) => names.includes(planted));
  });
  await until("the provisioner was told", () => provisioner.about(planted).length > 0);
  const found = stage.leaks();
  return {
    places: [...new Set(found.map(({ where }) => where.replace(planted, "it")))].sort(),
    secrets: new Set(found.map(({ secret }) => secret)).size,
  };
};
