import type { TrackInfo } from "../fake-lavalink/tracks.ts";

const SONGS: readonly (readonly [title: string, author: string, seconds: number])[] = [
  ["Kettle on the Stove", "The Tea Leaves", 68],
  ["Steam in the Window", "The Tea Leaves", 54],
  ["Second Cup", "The Tea Leaves", 81],
  ["Paper Lanterns", "Mina Okafor", 73],
  ["Rain on a Tin Roof", "Mina Okafor", 62],
  ["Last Tram Home", "Nachtlinie", 77],
  ["Platform 9 Blues", "Nachtlinie", 59],
  ["Signal Box", "Nachtlinie", 66],
  ["Chapter One", "The Slow Readers", 71],
  ["Dog-Eared", "The Slow Readers", 57],
  ["Lost My Page", "The Slow Readers", 64],
  ["Midnight Compile", "Segfault & Sons", 52],
  ["Green Build", "Segfault & Sons", 69],
  ["It Works on My Machine", "Segfault & Sons", 75],
  ["Small Hours", "Ida Lindqvist", 83],
  ["Snow on the Server Room", "Ida Lindqvist", 61],
];

const slugOf = (text: string): string => text.toLowerCase().replace(/\W+/g, "-");

/** Songs that nobody ever sang, each short enough that a queue is seen to move; on both services that nodes search. */
export const CATALOGUE: readonly (Partial<TrackInfo> & { readonly identifier: string })[] = SONGS.flatMap(
  ([title, author, seconds]) =>
    ["youtube", "soundcloud"].map((sourceName) => ({
      identifier: slugOf(title),
      title,
      author,
      length: seconds * 1_000,
      sourceName,
    })),
);

/** Their titles, for bots to ask for. */
export const TITLES: readonly string[] = SONGS.map(([title]) => title);

const LINES = [
  "The kettle's on, the lights are low,",
  "the shards are green from row to row,",
  "and nobody has asked tonight",
  "what happened to the traffic light.",
];

/** The words of whatever plays, as LavaLyrics has them. */
export const LYRICS = {
  sourceName: "demo",
  provider: "the demo",
  text: null,
  lines: LINES.map((line, at) => ({ line, timestamp: at * 8_000, duration: 8_000, plugin: {} })),
  plugin: {},
};
