import { html, type TemplateResult } from "lit";
import { outcomeWords } from "#web/words/player-words.ts";

/** Why a player is not shown. */
export type Gate =
  | "asking"
  | "signed_out"
  | "forbidden"
  | "not_yours"
  /** A link of a bot let them in to another server. */
  | "other_link"
  | "no_bot"
  | "unanswered";

/** What the way to Discord is called where there is one. */
const SIGN_IN_WORDS: Partial<Record<Gate, string>> = {
  signed_out: "Sign in with Discord",
  not_yours: "Look again",
  other_link: "Sign in with Discord",
};

const WORDS = {
  asking: ["", "One moment…"],
  signed_out: [
    "Sign in to see what plays",
    "The music of a server is for those who are in it. Once you are signed in, this page knows who you are and which servers you are in, and nothing else.",
  ],
  forbidden: ["The bot does not show you this player", ""],
  not_yours: [
    "This is not one of your servers",
    "You are signed in, but not in this server, or no bot of ours is. If you joined it just now, look again.",
  ],
  other_link: [
    "Your link was for another server",
    "A link of the bot lets you in to the one server where you asked for it.",
  ],
  no_bot: ["There is no bot in this server yet", "Once one is, its music shows here."],
  unanswered: ["The server is not answering", "Nothing can be shown right now."],
} satisfies Record<Gate, readonly [heading: string, words: string]>;

/** Says why there is no player, and what to do about it. */
export const gateView = ({
  gate,
  message,
  hasSignIn,
  retry,
}: {
  readonly gate: Gate;
  /** The bot's own words, where it has some. */
  readonly message: string;
  readonly hasSignIn: boolean;
  readonly retry: () => void;
}): TemplateResult => {
  const [heading, words] = WORDS[gate];
  if (heading === "") return html`<p class="player-wait" role="status">${words}</p>`;
  const back = encodeURIComponent(location.pathname + location.search);
  const signIn = SIGN_IN_WORDS[gate];
  return html`<section class="gate" data-gate=${gate}><h1>${heading}</h1><p>${message === "" ? words : outcomeWords("refused", message)}</p>
<p class="gate-ways">${
    signIn !== undefined && hasSignIn
      ? html`<a class="main-button" href="/auth/sign-in?to=${back}">${signIn}</a>`
      : signIn !== undefined
        ? html`<span>Ask the bot for a link: send <b>/panel</b> in your server.</span>`
        : gate === "unanswered"
          ? html`<button type="button" class="main-button" @click=${retry}>Try again</button>`
          : ""
  }<a class="quiet-link" href="/">Is the bot up? See all shards</a></p></section>`;
};
