import type { MusicSource } from "../../bot-plugin/src/music/music.ts";
import { trackOf } from "../fake-lavalink/tracks.ts";
import { GUILD } from "./guests.ts";
import { HOSTILE_WORDS, linkAt, wordAt } from "./hostile-words.ts";
import { guestAt, openParty, type Party } from "./party.ts";

const LIST = "https://youtube.test/hostile";
/** A key's label is not longer. */
const LABEL_CHARS = 60;

/** What the servers are called. */
export const GUILD_NAMES = [0, 3, 12].map((place) => `${wordAt(place)} ${wordAt(5)}`.slice(0, 10_000));

/** One track for each word, which is its title; its author, source and links are others. */
const TRACKS = HOSTILE_WORDS.map((word, place) =>
  trackOf({
    identifier: `t${place}`,
    title: word,
    author: wordAt(place + 1),
    uri: linkAt(place),
    artworkUrl: linkAt(place + 1),
    sourceName: wordAt(place + 8),
  }),
);

/** One music service for each word, which is its name, and what it finds. */
const SOURCES = HOSTILE_WORDS.map(
  (name, place): MusicSource => ({
    ...{ id: place === 0 ? "constructor" : `source-${place}`, name },
    match: () => false,
    search: async () => [
      { title: name, author: wordAt(place + 2), uri: linkAt(place), artworkUrl: linkAt(place + 3) },
    ],
    resolve: async () => [],
  }),
);

/** A party where everything that can be named is named by a hostile word; the second track plays. */
export const openHostileParty = async (): Promise<Party> => {
  const plugins = ["lavalyrics-plugin", "java-lyrics-plugin"].map((name) => ({ name, version: wordAt(0) }));
  const party = await openParty({
    guildNames: GUILD_NAMES,
    hasOwner: true,
    nameOf: (number) => wordAt(number),
    channelName: HOSTILE_WORDS.join(" "),
    node: { sources: ["youtube", "http", ...HOSTILE_WORDS], plugins },
    music: {
      mayCommand: ({ command }) => (command?.action === "stop" ? HOSTILE_WORDS.slice(0, 6).join(" ") : true),
      sources: SOURCES,
    },
  });
  const { node } = party.players;
  const info = { name: wordAt(0), selectedTrack: -1 };
  node.setLoadResult(LIST, { loadType: "playlist", data: { info, pluginInfo: {}, tracks: TRACKS } });
  const lines = HOSTILE_WORDS.map((line, place) => ({ line, timestamp: place * 1_000 }));
  node.setLyrics({ sourceName: wordAt(0), provider: wordAt(1), text: null, lines, plugin: {} });
  const owner = guestAt(party, 0);
  await owner.wish("play", { query: LIST });
  await owner.wish("skip");
  for (const word of HOSTILE_WORDS)
    await owner.post(`/api/servers/${GUILD}/keys`, { label: word.slice(0, LABEL_CHARS), scope: "read" });
  return party;
};
