import { expect, test } from "vitest";
import { PLAYER_ACTIONS } from "../protocol/music.ts";
import { type Circumstances, type Deed, rightTo } from "./rights.ts";
import { facts } from "./test-people.ts";

const BOT = "90351110224678900";
const ELSEWHERE = "90351110224678901";
const DJ = "70351110224678900";

const DEEDS: readonly Deed[] = [...PLAYER_ACTIONS, "search", "view"];

const given = (more: Partial<Circumstances>): Circumstances => ({
  deed: "pause",
  isNext: false,
  member: facts({ voiceChannelId: BOT }),
  dj: { roleIds: [DJ], isOnly: false },
  isRequester: false,
  botChannelId: BOT,
  othersThere: 3,
  votes: { have: 0, need: 2 },
  ...more,
});

/** What they may do, and what they may only vote about. */
const rightsOf = (more: Partial<Circumstances>): string => {
  const words = DEEDS.map((deed) => ({ deed, kind: rightTo(given({ ...more, deed })).kind }));
  const allowed = words.flatMap(({ deed, kind }) => (kind === "allowed" ? deed : []));
  const votes = words.flatMap(({ deed, kind }) => (kind === "vote" ? `${deed}?` : []));
  return allowed.length === DEEDS.length ? "all" : [...allowed, ...votes].join(" ");
};

const out = facts({ voiceChannelId: null });
const other = facts({ voiceChannelId: ELSEWHERE });
const LISTENER = "play search view skip?";
const none = { roleIds: [], isOnly: false };
const isOnly = { roleIds: [DJ], isOnly: true };
const nobody = { roleIds: [], isOnly: true };

test.each<[who: string, may: string, circumstances: Partial<Circumstances>]>([
  ["nobody of this server", "", { member: null }],
  ["nobody of this server, though they asked for it", "", { member: null, isRequester: true }],
  ["the owner", "all", { member: facts({ isOwner: true, voiceChannelId: BOT }) }],
  ["the owner, from elsewhere", "all", { member: facts({ isOwner: true, voiceChannelId: null }) }],
  ["the owner among DJs alone", "all", { member: facts({ isOwner: true }), dj: nobody }],
  ["who manages the server", "all", { member: facts({ isManager: true, voiceChannelId: null }) }],
  [
    "who manages the server, where DJs alone steer",
    "all",
    { member: facts({ isManager: true }), dj: isOnly },
  ],
  [
    "who manages the server, where nobody else may",
    "all",
    { member: facts({ isManager: true }), dj: nobody },
  ],
  ["a DJ", "all", { member: facts({ roleIds: ["1", DJ], voiceChannelId: BOT }) }],
  ["a DJ, from elsewhere", "all", { member: facts({ roleIds: [DJ], voiceChannelId: null }) }],
  ["a DJ, where DJs alone steer", "all", { member: facts({ roleIds: [DJ] }), dj: isOnly }],
  ["one with a role that is no DJ's", LISTENER, { member: facts({ roleIds: ["1"], voiceChannelId: BOT }) }],
  ["who asked for it and listens", "play skip pause resume seek remove search view", { isRequester: true }],
  ["who asked for it and left the channel", "skip remove view", { isRequester: true, member: out }],
  ["who asked for it and is in another channel", "skip remove view", { isRequester: true, member: other }],
  ["who asked for it, where DJs alone steer", "view", { isRequester: true, dj: isOnly }],
  ["who is alone with the bot", "all", { othersThere: 0 }],
  ["who is alone with the bot, where DJs alone steer", "view", { othersThere: 0, dj: isOnly }],
  ["who is alone with the bot, where nobody else may", "view", { othersThere: 0, dj: nobody }],
  ["who listens with others", LISTENER, {}],
  ["who listens with others, without DJs", LISTENER, { dj: none }],
  ["who listens, where DJs alone steer", "view", { dj: isOnly }],
  ["who listens, and whose vote is the last", "play skip search view", { votes: { have: 1, need: 2 } }],
  [
    "who listens with one other, of whom half is enough",
    "play skip search view",
    { votes: { have: 0, need: 1 } },
  ],
  ["who listens, two votes before the end", LISTENER, { votes: { have: 1, need: 3 } }],
  ["a member in no channel", "view", { member: out }],
  ["a member in another channel", "view", { member: other }],
  ["a member in no channel, with nobody listening", "view", { member: out, othersThere: 0 }],
  ["a member in another channel, with nobody listening", "view", { member: other, othersThere: 0 }],
  [
    "a member in a channel, where nothing plays",
    "play search view",
    { member: other, botChannelId: null, othersThere: 0 },
  ],
  [
    "a member in no channel, where nothing plays",
    "view",
    { member: out, botChannelId: null, othersThere: 0 },
  ],
  [
    "a member in a channel, where nothing plays and DJs alone steer",
    "view",
    { member: other, botChannelId: null, othersThere: 0, dj: isOnly },
  ],
])("%s may: %s", (_, may, circumstances) => {
  expect(rightsOf(circumstances)).toBe(may);
});

test("the owner begins a player only where the bot knows where", () => {
  const member = facts({ isOwner: true, voiceChannelId: null });
  expect(rightTo(given({ deed: "play", member, botChannelId: null })).kind).toBe("refused");
  expect(rightTo(given({ deed: "play", member, botChannelId: BOT })).kind).toBe("allowed");
});

test.each<[who: string, kind: string, circumstances: Partial<Circumstances>]>([
  ["a listener", "refused", {}],
  ["who asked for what plays", "refused", { isRequester: true }],
  ["a DJ", "allowed", { member: facts({ roleIds: [DJ] }) }],
  ["who is alone", "allowed", { othersThere: 0 }],
])("ahead of all others %s is %s", (_, kind, circumstances) => {
  expect(rightTo(given({ deed: "play", isNext: true, ...circumstances })).kind).toBe(kind);
});

test.each<[words: string, circumstances: Partial<Circumstances>]>([
  ["you are not a member of this server", { member: null }],
  ["only DJs may do that here", { dj: isOnly }],
  ["only those who manage the server may do that here", { dj: nobody }],
  ["join the bot's voice channel first", { member: out }],
  ["nothing plays here right now", { member: out, botChannelId: null }],
  ["join a voice channel first", { deed: "search", member: out, botChannelId: null }],
  ["you are not alone here: only DJs, or who asked for the track, may do that", {}],
  ["you are not alone here: only those who manage the server may do that", { deed: "stop", dj: none }],
  ["others asked for that: only they and DJs may remove it", { deed: "remove" }],
])("it is refused with the words: %s", (message, circumstances) => {
  expect(rightTo(given(circumstances))).toEqual({ kind: "refused", message });
});
