import { html } from "hono/html";
import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ShardSummary } from "#protocol/shard-detail.ts";
import { type Answer, answersView } from "#web/panels/finder/answers-view.ts";
import { finderFormView } from "#web/panels/finder/finder-form-view.ts";
import { type Found, find } from "#web/words/finder-words.ts";
import { UTC_TIME } from "#web/words/time.ts";
import type { Html } from "./cluster-section.ts";

/** The answer to a reader without JavaScript. */
export interface FinderAnswer {
  readonly pasted: string;
  readonly found: Found;
  readonly answers: readonly Answer[];
  /** The shard asked for in each cluster. */
  readonly places: ReadonlyMap<string, number>;
}

/** Answers what was posted. @param now epoch ms */
export const answerPaste = (
  pasted: string,
  clusters: FeedSnapshot["clusters"],
  shard: (cluster: string, id: number) => ShardSummary,
  now: number,
): FinderAnswer => {
  const found = find(pasted, clusters, now);
  const places = found.kind === "problem" ? [] : found.places;
  const answers = places.map((place): Answer => {
    const known = shard(place.cluster, place.shard);
    return { place, state: known.state, known, trouble: null };
  });
  return {
    pasted,
    found,
    answers,
    places: new Map(places.map(({ cluster, shard: id }) => [cluster, id])),
  };
};

/** The finder with its answer, if one was asked for. */
export const finderSection = ({
  finder,
  now,
}: {
  readonly finder: FinderAnswer | null;
  readonly now: number;
}): Html =>
  html`<shardlight-finder class="finder">${finderFormView<Html>(html, finder?.pasted ?? "")}
<div class="finder-result">${
    finder === null
      ? ""
      : answersView<Html>(html, { found: finder.found, answers: finder.answers, now, zone: UTC_TIME })
  }</div></shardlight-finder>`;
