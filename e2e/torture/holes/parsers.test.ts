import { expect, test } from "vitest";
import { literal } from "#protocol/discord-text.ts";
import { parseGuildId } from "#protocol/guild.ts";
import { decodeRanges, encodeRanges } from "#protocol/ranges.ts";
import { decodeStateRuns } from "#protocol/state-runs.ts";
import { guildOfFragment } from "#web/panels/finder/guild-fragment.ts";
import { parseLook } from "#web/panels/look/look.ts";
import { parseSpan, tokenIdIn } from "../../../server/auth/token.ts";
import { readConfig } from "../../../server/config.ts";
import { addressFinder } from "../../../server/http/address.ts";
import { parseWebhookAddress } from "../../../server/notify/webhook-address.ts";
import { keyIdIn } from "../../../server/secrets/box.ts";
import { idsFrom } from "../../support/bot.ts";

/** What is asked of each parser, with 100 kB that a slow one chokes on. */
const LENGTH = 100_000;
const long = (part: string, end = "") => part.repeat(Math.ceil(LENGTH / part.length)) + end;
const fill = (name: string) => (text: string) => {
  try {
    readConfig({ [name]: text });
  } catch {}
};
const isTrusted = addressFinder(["loopback", "10.0.0.0/8"]);
const names = (count: number) =>
  idsFrom(0, count)
    .map((id) => `c${id}:1`)
    .join(";");
const NOW = Date.UTC(2026, 10, 21);
const PARSERS: Readonly<Record<string, readonly [parse: (text: string) => unknown, ...inputs: string[]]>> = {
  "guild IDs and links": [
    (text) => parseGuildId(text, NOW),
    long("1"),
    long("channels/"),
    long("?guild_id="),
    long("&a=1"),
    long(" "),
    long("https://discord.com/channels/@me"),
    `${long(" ")}x`,
  ],
  "the fragment of an answer": [guildOfFragment, `#guild=${long("1")}`, long("#guild=")],
  "the cookie of the look": [
    parseLook,
    long(";"),
    long("shardlight_look=;"),
    `shardlight_look=${long(".")}`,
    long(" "),
  ],
  "ranges of shards": [
    (text) => [...decodeRanges(text)].length,
    long("0-65535,"),
    long(","),
    long("-"),
    `0-${long("9")}`,
    "0-1e308",
    encodeRanges(idsFrom(0, 36_000, 2)),
  ],
  "runs of states": [
    (text) => decodeStateRuns(text, 1_000),
    long("o"),
    long("o0"),
    `o${long("9")}`,
    long("9"),
    long("o1!"),
  ],
  "words in Discord": [
    (text) => literal(text, 100),
    long("\u200b"),
    long(" \n"),
    long("`"),
    `x${long(" ")}y`,
  ],
  tokens: [tokenIdIn, `slt_${long("0")}`, long("slt_"), long("_")],
  durations: [parseSpan, long("9"), long("9", "d"), long("d")],
  "a webhook's address": [
    parseWebhookAddress,
    `https://discord.com/api/webhooks/${long("1")}`,
    `https://discord.com/${long("../")}`,
    `https://${long("a.")}`,
    long("@"),
  ],
  "hops of proxies": [
    (text) => isTrusted({ header: () => text, url: "http://x/", remoteAddress: "127.0.0.1" }),
    long(" "),
    long("["),
    long("1."),
    long("10.0.0.1", ":"),
  ],
  CLUSTERS: [
    fill("CLUSTERS"),
    long(" ", "x"),
    `x${long(" ")}:1x`,
    long(":"),
    long("x: "),
    long(";"),
    names(13_000),
    long("a:1;"),
  ],
  HOST: [fill("HOST"), long("1."), long(":", "!")],
  PASSPHRASE: [fill("PASSPHRASE"), long("a", "\u0001"), `a${long(" ")}`],
  HEALTH_TIMEOUT: [fill("HEALTH_TIMEOUT"), long("1"), long("1.")],
  BRAND_LINK: [fill("BRAND_LINK"), `https://${long("a")}`, long("https://")],
  BRAND_LOGO: [fill("BRAND_LOGO"), long(".svg", "x"), long(".")],
  CORS_ORIGINS: [fill("CORS_ORIGINS"), `https://${long("a", " ")}`, long("https://a,"), long(",")],
  TRUSTED_PROXIES: [fill("TRUSTED_PROXIES"), long("10.0.0.0/8,"), long("/"), long(":")],
  AUDIO_POOLS: [fill("AUDIO_POOLS"), long("a:watch;"), long(":"), long(";"), names(13_000), long(" ", "x")],
  AUDIO_PUBLIC: [fill("AUDIO_PUBLIC"), long("state,"), long(","), long(" ")],
  AUDIO_ESSENTIAL_SOURCES: [fill("AUDIO_ESSENTIAL_SOURCES"), long("a"), long("youtube,"), names(13_000)],
  WEBHOOK_URL: [fill("WEBHOOK_URL"), `https://${long("a.")}`, long("@"), `https://x/${long("../")}`],
  WEBHOOK_SECRET: [fill("WEBHOOK_SECRET"), long("a", "\u0001"), long(" ", "x")],
  SECRET_KEY: [fill("SECRET_KEY"), long("a"), `x${long(" ")}x`],
  "encrypted passwords": [
    keyIdIn,
    `v1.${long("A")}`,
    long("v1."),
    `v1.AAAAAAAA.AAAAAAAAAAAAAAAA.${long("A", "!")}`,
  ],
};

const ENOUGH_MS = 5;
const TRIES = 7;

/** The best of a few: what stands in the way on a busy machine is not the parser's. */
const bestMs = (act: () => unknown): number =>
  Math.min(
    ...idsFrom(0, TRIES).map(() => {
      const startedAt = performance.now();
      act();
      return performance.now() - startedAt;
    }),
  );

/** What every machine has to do that goes over so long a text: on a slow or busy one, more than usual. */
const yardstickMs = () => bestMs(() => Array.from(long("ab")).reverse().join(""));

test.each(Object.entries(PARSERS))(
  "Kuma 7a9191761, text that a parser chokes on (CWE-1333): 100 kB take %s no time to speak of",
  (_, [parse, ...inputs]) => {
    for (const input of inputs) {
      const took = bestMs(() => {
        try {
          parse(input);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      });
      if (took < ENOUGH_MS) continue;
      expect(took, `${input.slice(0, 40)}…`).toBeLessThan(Math.max(ENOUGH_MS, 5 * yardstickMs()));
    }
  },
);
