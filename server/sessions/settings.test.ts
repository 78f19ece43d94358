import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../config.ts";

const CLIENT = { DISCORD_CLIENT_ID: "157730590492196864", DISCORD_CLIENT_SECRET: "hush-hush" };

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
  }
  return [];
};

test("without an application at Discord there is no sign-in with it, and no staff", () => {
  expect(readConfig({})).toMatchObject({ discord: null, staff: { userIds: [], roles: [] } });
});

test("an application is used at Discord itself, or at a fake on this machine", () => {
  const env = { ...CLIENT, PUBLIC_URL: "https://status.example" };
  expect(readConfig(env).discord).toEqual({
    id: CLIENT.DISCORD_CLIENT_ID,
    secret: CLIENT.DISCORD_CLIENT_SECRET,
    api: "https://discord.com/api/v10",
  });
  const test = readConfig({ ...env, DISCORD_API: "http://127.0.0.1:4000/api/v10/" });
  expect(test.discord?.api).toBe("http://127.0.0.1:4000/api/v10");
});

test.each([
  "https://discord.com.evil.example/api/v10",
  "http://discord.com/api/v10",
  "http://127.0.0.1.evil.example/",
  "http://user:hush@127.0.0.1/",
  "https://evil.example",
])("no other host is told the secret: %s", (DISCORD_API) => {
  const faults = faultsOf({ ...CLIENT, PUBLIC_URL: "https://status.example", DISCORD_API });
  expect(faults).toEqual([expect.stringMatching(/^DISCORD_API: /)]);
  expect(faults.join()).not.toContain("hush");
});

test("what is missing beside the others is named", () => {
  expect(faultsOf(CLIENT)).toEqual([expect.stringMatching(/^PUBLIC_URL: needed/)]);
  const { DISCORD_CLIENT_ID, DISCORD_CLIENT_SECRET } = CLIENT;
  const PUBLIC_URL = "https://status.example";
  expect(faultsOf({ DISCORD_CLIENT_ID, PUBLIC_URL })).toEqual([
    "DISCORD_CLIENT_SECRET: needed with DISCORD_CLIENT_ID",
  ]);
  expect(faultsOf({ DISCORD_CLIENT_SECRET, PUBLIC_URL })).toEqual([
    "DISCORD_CLIENT_ID: needed with DISCORD_CLIENT_SECRET",
  ]);
});

test("staff are users, and roles of servers", () => {
  const STAFF = "80351110224678912, 81384788765712384/197038439483310086";
  expect(readConfig({ STAFF }).staff).toEqual({
    userIds: ["80351110224678912"],
    roles: [{ guildId: "81384788765712384", roleId: "197038439483310086" }],
  });
  expect(faultsOf({ STAFF: "nelly" })).toEqual([expect.stringMatching(/^STAFF: IDs of Discord users/)]);
});
