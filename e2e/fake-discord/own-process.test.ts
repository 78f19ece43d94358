import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "discord.js";
import { expect, test } from "vitest";
import { Inbox } from "../support/inbox.ts";
import { clientOptions } from "./client-options.ts";

test("a fake Discord in its own process takes logins and levers, and ends with its input", async () => {
  const fake = spawn(process.execPath, [join(import.meta.dirname, "start.mjs")], {
    env: { ...process.env, FAKE_SHARDS: "2" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = new Inbox<string>();
  createInterface({ input: fake.stdout }).on("line", (line) => lines.push(line));
  const { restUrl, token } = JSON.parse(await lines.next());
  const client = new Client(clientOptions(restUrl));
  await client.login(token);
  const resumed = once(client, "shardResume", { signal: AbortSignal.timeout(5_000) });
  fake.stdin.write('["drop",1]\n');
  expect(await lines.next()).toBe('["drop",1]');
  expect((await resumed)[0]).toBe(1);
  await client.destroy();
  const ended = once(fake, "exit");
  fake.stdin.end();
  expect(await ended).toEqual([0, null]);
});
