import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import type { Open } from "../db/access.ts";
import type { Db } from "../db/open.ts";
import { createTestClock } from "../test-clock.ts";
import { openTestDatabase } from "../test-server.ts";
import { oneTimeLinks, sessions } from "./table.ts";
import { signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

const MOST = 10_000;
const WEEK_MS = 7 * 86_400_000;

test("there are ten thousand rows of sessions at most, and none of those that have expired", async () => {
  const clock = createTestClock();
  let db: Db | undefined;
  const open: Open = (...how) => {
    const connection = openTestDatabase(":memory:", how[1]);
    db = connection.db;
    const at = clock.wall();
    connection.db.run(sql`
      with recursive counts(count) as (select 0 union all select count + 1 from counts where count < ${MOST - 1})
      insert into sessions (hash, user_id, name, via, created_at, seen_at, guilds, guilds_at)
      select printf('%064x', count), count, 'x', 'oauth', ${at}, ${at - MOST} + count, '[]', ${at} from counts`);
    return connection;
  };
  const server = signInServer(discord, {}, { open, clock });
  const hashes = () => db?.select({ hash: sessions.hash }).from(sessions).all() ?? [];
  expect(hashes()).toHaveLength(MOST);
  for (let count = 0; count < 3; count += 1) await new TestBrowser(server.app).signIn();
  expect(hashes()).toHaveLength(MOST);
  const oldest = [0, 1, 2].map((count) => count.toString(16).padStart(64, "0"));
  expect(hashes().filter(({ hash }) => oldest.includes(hash))).toEqual([]);
  server.sessions.invite({ userId: "1", name: "x", guildId: "1", guildName: "x", cluster: "main" });
  clock.stepWall(WEEK_MS);
  clock.advance(30_000);
  await expect.poll(() => hashes().length).toBe(0);
  await expect.poll(() => db?.select().from(oneTimeLinks).all()).toEqual([]);
});
