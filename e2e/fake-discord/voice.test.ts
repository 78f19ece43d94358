import { once } from "node:events";
import { Client } from "discord.js";
import { expect, onTestFinished, test } from "vitest";
import { clientOptions } from "./client-options.ts";
import { startFakeDiscord } from "./fake-discord.ts";

const CHANNEL_ID = "275928847299117063";

test("a bot that joins a voice channel is told of it, and of its server with a new token; one that leaves, of that alone", async () => {
  const discord = await startFakeDiscord();
  onTestFinished(discord.close);
  const client = new Client(clientOptions(discord.restUrl));
  onTestFinished(() => void client.destroy());
  const ready = once(client, "clientReady", { signal: AbortSignal.timeout(5_000) });
  await client.login(discord.token);
  await ready;
  const packets: { readonly t: string; readonly d: Readonly<Record<string, unknown>> }[] = [];
  client.on("raw", (packet) => packets.push(packet));
  const guild = client.guilds.cache.first();
  const ask = (channel_id: string | null) =>
    guild?.shard.send({
      op: 4,
      d: { guild_id: guild.id, channel_id, self_mute: false, self_deaf: true },
    });
  for (const channelId of [CHANNEL_ID, CHANNEL_ID, null]) ask(channelId);
  await expect.poll(() => packets.map(({ t }) => t)).toHaveLength(5);
  const [join, server, , again, left] = packets.map(({ d }) => d);
  expect(join).toMatchObject({ guild_id: guild?.id, channel_id: CHANNEL_ID, user_id: client.user?.id });
  expect([server?.["token"], again?.["token"]]).toEqual(discord.voiceTokens);
  expect(new Set(discord.voiceTokens).size).toBe(2);
  expect(left?.["channel_id"]).toBeNull();
});
