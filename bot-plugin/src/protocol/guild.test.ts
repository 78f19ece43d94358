import { expect, test } from "vitest";
import { parseGuildId, shardOfGuild, snowflakeAt } from "./guild.ts";

const NOW = Date.UTC(2026, 10, 21);
const ID = "175928847299117063";

test.each([
  ["175928847299117063", 16, 4],
  ["175928847299117063", 360, 236],
  ["81384788765712384", 1, 0],
  ["81384788765712384", 360, 298],
  ["18446744073709551615", 65_536, 65_535],
])("guild %s of %i shards is on shard %i", (id, shardCount, shardId) => {
  expect(shardOfGuild(BigInt(id), shardCount)).toBe(shardId);
});

test("ids at the edge of a shard keep their shard, where doubles would round them onto the next", () => {
  const edge = (1n << 62n) - 1n;
  expect(shardOfGuild(edge, 1_000)).toBe(Number((edge >> 22n) % 1_000n));
  expect(Math.floor(Number(edge) / 2 ** 22) % 1_000).not.toBe(shardOfGuild(edge, 1_000));
});

test("a snowflake tells when it was made", () => {
  expect(new Date(snowflakeAt(BigInt(ID))).toISOString()).toBe("2016-04-30T11:18:25.796Z");
});

test.each([
  ["a bare ID", ID],
  ["white space around it", `  ${ID}\n`],
  ["a channel link", `https://discord.com/channels/${ID}/381870553235193857`],
  [
    "a message link of the test client",
    `https://canary.discord.com/channels/${ID}/381870553235193857/1098765432109876543`,
  ],
  ["an old domain", `discordapp.com/channels/${ID}`],
  ["an app link", `discord://-/channels/${ID}/1`],
  ["a link in angle brackets", `<https://discord.com/channels/${ID}/381870553235193857>`],
  ["an event link", `https://discord.com/events/${ID}/1098765432109876543`],
  ["a widget", `https://discord.com/api/guilds/${ID}/widget.json`],
  ["words around it", `my server is ${ID}, please help`],
  ["a copied label", `Server ID: ${ID}`],
  ["a link after other numbers", `17592884729911706 https://discord.com/channels/${ID}/1`],
  [
    "an invitation of a bot",
    `https://discord.com/oauth2/authorize?client_id=381870553235193857&guild_id=${ID}`,
  ],
  ["a server icon", `https://cdn.discordapp.com/icons/${ID}/a_0123456789abcdef.png`],
])("finds the ID in %s", (_, text) => {
  expect(parseGuildId(text, NOW)).toEqual({ ok: true, guildId: BigInt(ID) });
});

test.each([
  ["", "empty"],
  [" \n\t ", "empty"],
  ["my server", "no_digits"],
  ["https://discord.gg/abcdef", "no_digits"],
  ["https://discord.gg/abcdef?event=1098765432109876543", "no_digits"],
  ["https://discord.com/channels/@me/381870553235193857", "direct_message"],
  ["12345", "too_short"],
  ["1234567890123456", "too_short"],
  ["123456789012345678901", "too_long"],
  ["00175928847299117063", "impossible"],
  ["18446744073709551616", "impossible"],
  ["4611686018427387904", "impossible"],
  ["١٧٥٩٢٨٨٤٧٢٩٩١١٧٠٦٣", "no_digits"],
] as const)("says kindly what is wrong with %j", (text, problem) => {
  expect(parseGuildId(text, NOW)).toEqual({ ok: false, problem });
});

test("reads 100 kB of digits and of slashes in under 5 ms", () => {
  for (const text of ["1".repeat(100_000), "channels/".repeat(12_000), " ".repeat(100_000)]) {
    const startedAt = performance.now();
    parseGuildId(text, NOW);
    expect(performance.now() - startedAt).toBeLessThan(5);
  }
});
