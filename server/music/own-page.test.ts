import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GUILD } from "./test-bot.ts";
import { cookieOf, createPlayerServer, PEOPLE } from "./test-people.ts";

let server: ReturnType<typeof createPlayerServer>;
beforeEach(() => {
  server = createPlayerServer();
});
afterEach(() => server.close());

describe("a cookie counts only for this server's own page", () => {
  const skip = (headers: Record<string, string>) =>
    server.app.request(`/api/servers/${GUILD}/skip`, {
      method: "POST",
      headers: { cookie: cookieOf(PEOPLE.dj.userId).cookie, ...headers },
    });
  test.each([
    [{}, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "same-origin" }, 200],
    [{ origin: "http://localhost" }, 200],
    [{ origin: "https://evil.example", "sec-fetch-site": "same-origin" }, 403],
  ] satisfies [Record<string, string>, number][])("with %j: %i", async (headers, status) => {
    server.arrive();
    expect((await skip(headers)).status).toBe(status);
  });
});
