import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "./oauth.ts";

const REDIRECT = "http://127.0.0.1:1/auth/callback";
const VERIFIER = "v".repeat(43);
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
  discord.redirectUris.add(REDIRECT);
});
afterEach(() => discord.close());

/** Asks as an application does that sends someone there who agrees; `more` replaces what is right. */
const agree = async (more: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: discord.clientId,
    redirect_uri: REDIRECT,
    scope: "identify guilds",
    state: "s",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...more,
  });
  const response = await fetch(`${discord.origin}/oauth2/authorize?${query}`, {
    method: "POST",
    body: new URLSearchParams({ answer: "allow" }),
    redirect: "manual",
  });
  const location = response.headers.get("location");
  return { status: response.status, told: location === null ? null : new URL(location).searchParams };
};

const exchange = (code: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  fetch(`${discord.api}/oauth2/token`, {
    method: "POST",
    headers,
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      client_id: discord.clientId,
      client_secret: discord.clientSecret,
      ...more,
    }),
  });

const freshCode = async () => (await agree()).told?.get("code") ?? "";

test("a code is given for a token that tells who it is, once", async () => {
  const code = await freshCode();
  const { access_token } = (await (await exchange(code)).json()) as { access_token: string };
  const user = () =>
    fetch(`${discord.api}/users/@me`, { headers: { Authorization: `Bearer ${access_token}` } });
  expect(await (await user()).json()).toMatchObject({ id: discord.person.id });
  expect((await exchange(code)).status).toBe(400);
  // A code that comes twice was stolen: its token ends.
  expect((await user()).status).toBe(401);
});

test.each([
  ["another address", { redirect_uri: `${REDIRECT}/` }],
  ["another application", { client_id: "1" }],
])("%s is told nothing", async (_, more) => {
  expect(await agree(more)).toEqual({ status: 400, told: null });
});

test.each([
  ["without PKCE", { code_challenge: "", code_challenge_method: "" }, "invalid_request"],
  ["with a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
  ["for more than it gives", { scope: "identify bot" }, "invalid_scope"],
])("who comes %s is refused", async (_, more, error) => {
  const { told } = await agree(more);
  expect(told?.get("error")).toBe(error);
  expect(told?.get("state")).toBe("s");
});

test.each([
  ["another verifier", { code_verifier: "w".repeat(43) }, 400],
  ["no verifier", { code_verifier: "" }, 400],
  ["another address", { redirect_uri: "http://127.0.0.1:1/" }, 400],
  ["a wrong secret", { client_secret: "x" }, 401],
])("%s gets no token", async (_, more, status) => {
  expect((await exchange(await freshCode(), more)).status).toBe(status);
});

test("JSON gets no token, nor does a code after a minute", async () => {
  const code = await freshCode();
  expect((await exchange(code, {}, { "Content-Type": "application/json" })).status).toBe(415);
  discord.codes.pass(60_000);
  expect((await exchange(code)).status).toBe(400);
});
