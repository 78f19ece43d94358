import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { openTestDatabase } from "../test-server.ts";
import { invited, signInServer, TestBrowser } from "./test-browser.ts";

let discord: FakeOAuth;
beforeEach(async () => {
  discord = await new FakeOAuth().open();
});
afterEach(() => discord.close());

test("sessions and links outlive the server, and its database holds none of their secrets", async () => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  const open = () => openTestDatabase(join(dir, "shardlight.db"));
  const server = signInServer(discord, {}, { open });
  const browser = new TestBrowser(server.app);
  await browser.signIn();
  const secret = browser.cookies.get("__Host-shardlight") ?? "";
  const link = server.sessions.invite(invited()) ?? "";
  server.endFeeds();
  await server.close();
  const kept = readdirSync(dir).map((name) => readFileSync(join(dir, name), "latin1"));
  expect(kept.join()).toContain(discord.person.id);
  expect(kept.join()).not.toContain(secret);
  expect(kept.join()).not.toContain(link.slice(-43));

  const next = signInServer(discord, {}, { open, clock: server.clock });
  const [same, other] = [new TestBrowser(next.app), new TestBrowser(next.app)];
  same.cookies.set("__Host-shardlight", secret);
  expect((await same.session()).viewer).toMatchObject({ userId: discord.person.id });
  expect((await other.post(link)).status).toBe(303);
  expect((await other.post(link)).status).toBe(404);
  expect((await same.post("/auth/sign-out")).status).toBe(204);
  next.endFeeds();
  await next.close();
  const last = signInServer(discord, {}, { open, clock: server.clock });
  expect((await new TestBrowser(last.app).post(link)).status).toBe(404);
  expect((await new TestBrowser(last.app).post("/auth/link/none")).status).toBe(404);
  const revived = new TestBrowser(last.app);
  revived.cookies.set("__Host-shardlight", secret);
  expect((await revived.session()).viewer).toBeNull();
  last.endFeeds();
  await last.close();
  rmSync(dir, { recursive: true });
});
