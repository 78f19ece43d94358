import { expect, test } from "vitest";
import { GUILD } from "../music/test-bot.ts";
import { createPlayerServer, judge, ORIGIN, PEOPLE } from "../music/test-people.ts";

const AT = `/api/servers/${GUILD}`;

/** Someone whom a bot let in by its link, as a manager of the server. */
const enter = async (env: Record<string, string>) => {
  const server = createPlayerServer({}, env);
  server.arrive(judge());
  const { userId } = PEOPLE.manager;
  const invited = { userId, name: "x", guildId: GUILD, guildName: "x", cluster: "main" };
  const code = server.sessions.invite(invited)?.split("/").at(-1) ?? "";
  const nobody = { header: () => undefined, url: ORIGIN, remoteAddress: undefined };
  const entered = await server.sessions.acceptLink(code, nobody);
  const headers = { cookie: `__Host-shardlight=${entered?.secret}`, origin: ORIGIN };
  return {
    ask: async (method: string, path: string, body?: object) =>
      (await server.ask(null, method, path, body, headers)).status,
    close: () => server.close(),
  };
};

const WISH = { label: "x", scope: "control" };

test("where one bot's word is as good as any other's, its link opens no keys, which are good with all", async () => {
  const { ask, close } = await enter({ CLUSTERS: "main:2;patron_1:2" });
  expect(await ask("GET", `${AT}/status`)).toBe(200);
  expect(await ask("POST", `${AT}/keys`, WISH)).toBe(403);
  expect(await ask("GET", `${AT}/keys`)).toBe(403);
  expect(await ask("PUT", `${AT}/allow-list`, { networks: ["127.0.0.1"] })).toBe(403);
  await close();
});

test("where there is one cluster alone, it does", async () => {
  const { ask, close } = await enter({ CLUSTERS: "main:2" });
  expect(await ask("POST", `${AT}/keys`, WISH)).toBe(201);
  await close();
});
