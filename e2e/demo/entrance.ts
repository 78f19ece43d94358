import { FakeOAuth } from "../fake-discord/oauth.ts";
import { VISITOR, visitorAtDiscord } from "./company.ts";

/** Says what it is, and takes one press. */
const CONSENT = `<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body { max-width: 32rem; margin: 15vh auto; padding: 0 1rem; font: 1.125rem/1.5 system-ui, sans-serif; color-scheme: light dark }
button { padding: .6rem 1.2rem; margin: 0 .5rem .5rem 0; font: inherit }</style>
<h1>This is not Discord</h1>
<p>It is the demo's stand-in, on your own machine: no account is asked for, and nothing is sent anywhere. At the real one
people see here that the page wants to know who they are, and which servers they are in.</p>
<form method="post"><button name="answer" value="allow">Come in as ${VISITOR.name}</button><button name="answer" value="deny">Cancel</button></form>`;

/** Opens the stand-in for Discord with which people sign in to a page at this address. */
export const openEntrance = async (pageUrl: string): Promise<FakeOAuth> => {
  const entrance = new FakeOAuth({ consent: CONSENT });
  entrance.person = visitorAtDiscord();
  entrance.redirectUris.add(`${pageUrl}/auth/callback`);
  return await entrance.open();
};
