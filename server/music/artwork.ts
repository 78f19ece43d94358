import type { Found, PlayerSnapshot } from "#protocol/music.ts";
import type { MusicBotFrame } from "#protocol/music-link.ts";

/** The path under which this server shows a picture of another host; null: it does not. */
export type PictureOf = (address: string | null) => string | null;

/** What a bot says, with every artwork at this server's own address: no other ever gets further than the link. */
export const withOwnArtwork = (frame: MusicBotFrame, pictureOf: PictureOf): MusicBotFrame => {
  switch (frame.type) {
    case "player":
      return { ...frame, player: playerArtwork(frame.player, pictureOf) };
    case "answer":
      return { ...frame, answer: answerArtwork(frame.answer, pictureOf) };
    case "players":
    case "rights":
    case "invite":
      return frame;
    default:
      return frame satisfies never;
  }
};

type Answer = Extract<MusicBotFrame, { type: "answer" }>["answer"];

const answerArtwork = (answer: Answer, pictureOf: PictureOf): Answer => {
  if (answer.kind === "seen") return { ...answer, player: playerArtwork(answer.player, pictureOf) };
  if (answer.kind === "found") return { ...answer, found: foundArtwork(answer.found, pictureOf) };
  return answer;
};

const trackArtwork = <T extends { artworkUrl: string | null }>(track: T, pictureOf: PictureOf): T => ({
  ...track,
  artworkUrl: pictureOf(track.artworkUrl),
});

const playerArtwork = (player: PlayerSnapshot | null, pictureOf: PictureOf): PlayerSnapshot | null =>
  player && {
    ...player,
    current: player.current && trackArtwork(player.current, pictureOf),
    queue: player.queue.map((item) => trackArtwork(item, pictureOf)),
  };

const foundArtwork = ({ items, tracks, ...found }: Found, pictureOf: PictureOf): Found => ({
  ...found,
  ...(items && { items: items.map((item) => trackArtwork(item, pictureOf)) }),
  ...(tracks && { tracks: tracks.map((track) => trackArtwork(track, pictureOf)) }),
});
