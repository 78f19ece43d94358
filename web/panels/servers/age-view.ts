import { html, nothing, type TemplateResult } from "lit";
import { lookAgainPath, type Session } from "#web/api/session.ts";
import { timeView } from "#web/ui/time-view.ts";
import { RENEWAL_WORDS } from "#web/words/server-words.ts";
import { clockWords, LOCAL_TIME } from "#web/words/time.ts";

type Viewer = NonNullable<Session["viewer"]>;

/** As long as the server takes a list of servers for good. */
const GOOD_MS = 600_000;

/** After so many milliseconds the viewer's list of servers is old; never below 0. */
export const msUntilOld = ({ guildsAt }: Pick<Viewer, "guildsAt">, now: number): number =>
  Math.max(0, guildsAt + GOOD_MS - now);

/** How old the list is, once it should be read anew, and the way to do that; it is never done unasked on this page. */
export const ageView = ({ viewer, canSignIn }: Session, now: number): TemplateResult | typeof nothing => {
  if (viewer === null || viewer.via === "link") return nothing;
  const isOld = viewer.isRenewalDue || msUntilOld(viewer, now) === 0;
  if (!isOld) return nothing;
  const at = timeView(html, viewer.guildsAt, clockWords(viewer.guildsAt, now, LOCAL_TIME), LOCAL_TIME);
  const why = viewer.renewalFault === null ? nothing : `${RENEWAL_WORDS[viewer.renewalFault]} This list is `;
  return html`<p class="own-age">${why}as of ${at}${canSignIn ? html` · <a href=${lookAgainPath()}>Look again</a>` : nothing}</p>`;
};
