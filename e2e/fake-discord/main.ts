import { createInterface } from "node:readline";
import { startFakeDiscord } from "./fake-discord.ts";

const ENV = process.env;

/**
 * Runs a fake Discord until its standard input ends. It first says where it is; then each line of input is a lever
 * with its arguments, such as `["drop", 3]` or `["stopAcks", "all"]`, and is answered with itself once it is pulled.
 * `FAKE_SHARDS`, `FAKE_HEARTBEAT_MS`, `FAKE_GUILDS_PER_SHARD` and `FAKE_TOKEN` change what it is.
 */
export const runFakeDiscord = async (say: (line: string) => void): Promise<void> => {
  const discord = await startFakeDiscord({
    shards: Number(ENV["FAKE_SHARDS"] ?? 1),
    heartbeatIntervalMs: Number(ENV["FAKE_HEARTBEAT_MS"] ?? 41_250),
    guildsPerShard: Number(ENV["FAKE_GUILDS_PER_SHARD"] ?? 2),
    ...(ENV["FAKE_TOKEN"] !== undefined && { token: ENV["FAKE_TOKEN"] }),
  });
  say(JSON.stringify({ restUrl: discord.restUrl, token: discord.token }));
  const levers: Readonly<Record<string, (...args: never[]) => unknown>> = discord.levers;
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, ...args]: [string, ...never[]] = JSON.parse(line);
    const lever = levers[name];
    if (lever === undefined) throw new Error(`no lever ${name}; there are ${Object.keys(levers).join(", ")}`);
    await lever(...args);
    say(line);
  }
  await discord.close();
};
