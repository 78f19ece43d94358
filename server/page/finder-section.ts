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

/** What the finder needs of the page. */
export interface FinderContent {
  /** Null where another host serves the page: a form has no server to go to there. */
  readonly snapshot: FeedSnapshot | null;
  readonly finder: FinderAnswer | null;
  readonly people: { readonly hasSignIn: boolean; readonly viewer: object | null } | null;
  readonly now: number;
}

const sentNote = html`<noscript><p class="finder-note">Without JavaScript the ID is sent to this server to be answered. It is neither kept nor logged.</p></noscript>`;

const signIn = html`<p class="finder-note">Or <a href="/auth/sign-in?to=/">sign in with Discord</a> to see your servers, and steer the music there.</p>`;

/** The finder with its answer, if one was asked for. */
export const finderSection = ({ snapshot, finder, people, now }: FinderContent): Html => {
  const answers =
    finder === null
      ? ""
      : answersView<Html>(html, { found: finder.found, answers: finder.answers, now, zone: UTC_TIME });
  return html`<shardlight-finder class="${snapshot === null ? "finder needs-script" : "finder"}">${finderFormView<Html>(html, finder?.pasted ?? "")}
${snapshot === null ? "" : sentNote}
${people?.hasSignIn && people.viewer === null ? signIn : ""}
<div class="finder-result">${answers}</div></shardlight-finder>`;
};
