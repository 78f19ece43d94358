import { failed, refused } from "../music/acts.ts";
import { askedMusic } from "../music/asked-music.ts";
import { type Loaded, none, type Wanted } from "../music/loaded.ts";
import { plainText } from "../music/plain-text.ts";
import { listOf, read } from "../music/read.ts";
import type { MusicManagerLike, MusicNodeLike } from "./lavalink-client-music-shapes.ts";
import { readyNode, sourcesOf } from "./lavalink-client-sources.ts";
import { givenTo } from "./listen.ts";

const MAX_MESSAGE_CHARS = 120;

/** Asks the guild's node, or any other where that is away. Rejects as the library does. */
export const load = async (
  manager: MusicManagerLike,
  own: MusicNodeLike | null,
  { query, source, requester, mayPlay }: Wanted,
): Promise<Loaded> => {
  const node = own !== null && read(own, "connected") === true ? own : readyNode(manager);
  if (node === null) return none(failed("no audio node is there to ask: try again in a moment"));
  const sources = sourcesOf(manager, node).map(({ id }) => id);
  const asked = await askedMusic(query, { source, sources, mayPlay });
  if (asked.kind === "refused") return none(refused(asked.why));
  const wanted =
    asked.kind === "link"
      ? { query: asked.link, source: "link" }
      : { query: asked.words, source: asked.source };
  const { id, name } = requester;
  const answer = await node.search(givenTo(wanted), { id, name, username: name, displayName: name });
  const loadType = read(answer, "loadType");
  if (loadType === "error") return none(failed(inWords(read(answer, "exception"))));
  const tracks = listOf(read(answer, "tracks"));
  if (tracks.length === 0) return { kind: "nothing" };
  return { kind: "tracks", tracks, isList: loadType === "playlist" };
};

/** Lavalink's own words where they are meant for people (severity `common`), as "This video is private". */
const inWords = (exception: unknown): string => {
  const isForPeople = read(exception, "severity") === "common";
  const said = isForPeople ? plainText(read(exception, "message"), MAX_MESSAGE_CHARS) : "";
  return said === "" ? "the source did not answer with a track" : `the source said: ${said}`;
};
