/** What people call the sources of searches, by the prefix that libraries and audio nodes know them by. */
export const SEARCH_NAMES = {
  ytsearch: "YouTube",
  ytmsearch: "YouTube Music",
  scsearch: "SoundCloud",
  bcsearch: "Bandcamp",
  spsearch: "Spotify",
  amsearch: "Apple Music",
  dzsearch: "Deezer",
  ymsearch: "Yandex Music",
  vksearch: "VK Music",
  tdsearch: "Tidal",
  qbsearch: "Qobuz",
  jssearch: "JioSaavn",
} as const;
