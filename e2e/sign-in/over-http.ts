import type { OAuthPerson } from "../fake-discord/oauth-people.ts";
import type { startSignIn } from "./ground.ts";

/** The cookies that an answer sets, as they are sent back. */
const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((cookie) => !cookie.endsWith("="))
    .join("; ");

const locationOf = (answer: Response): string => answer.headers.get("location") ?? "";

/** Signs someone in with Discord as a browser would, without one; the result is their cookie. */
export const signInOverHttp = async (
  { discord, url }: Pick<Awaited<ReturnType<typeof startSignIn>>, "discord" | "url">,
  person: OAuthPerson,
): Promise<string> => {
  discord.person = person;
  const begun = await fetch(`${url}/auth/sign-in?to=/`, { redirect: "manual" });
  const agreed = await fetch(locationOf(begun), {
    method: "POST",
    body: new URLSearchParams({ answer: "allow" }),
    redirect: "manual",
  });
  const entered = await fetch(locationOf(agreed), {
    headers: { Cookie: cookiesOf(begun) },
    redirect: "manual",
  });
  const cookie = cookiesOf(entered);
  if (!cookie.includes("shardlight=")) throw new Error(`not signed in: ${entered.status}`);
  return cookie;
};
