// People who like music: they see to it that something always plays in their server, and that more waits.
import { setTimeout as sleep } from "node:timers/promises";
import { discordJsMembers } from "@shardlight/bot/discord-js";
import { lavalinkPlayers } from "@shardlight/bot/lavalink-client";
import { startMusic } from "@shardlight/bot/music";

const MOST_WAITING = 4;
const FIRST_EVERY_MS = 500;
const LATER_EVERY_MS = 10_000;
/** Not YouTube, which refuses nodes. */
const SOURCE = "scsearch";

/**
 * Shows a bot's players on the page, and plays what the regulars of some servers ask for.
 * @param regulars by server: who asks there; what they ask for is in `titles`
 */
export const openJukebox = (client, manager, { shardlight, channelId, regulars, titles }) => {
  const players = lavalinkPlayers(manager, { channelName: () => "Lounge" });
  startMusic({ shardlight, adapter: players, members: discordJsMembers(client), logger: null });
  for (const [guildId, people] of Object.entries(regulars)) {
    if (client.guilds.cache.has(guildId)) void keepPlaying(players, { guildId, channelId, people, titles });
  }
};

const keepPlaying = async (players, { guildId, channelId, people, titles }) => {
  let next = Math.floor(Math.random() * titles.length);
  for (let asked = 0; ; ) {
    const waiting = players.snapshot(guildId)?.total ?? 0;
    if (waiting < MOST_WAITING) {
      const person = people[next % people.length];
      const wish = { action: "play", query: titles[next % titles.length], source: SOURCE };
      const { outcome } = await players.act(guildId, wish, person, channelId);
      // Where there is no node yet, the same is asked for again.
      if (outcome === "done") {
        asked += 1;
        next += 1;
      }
    }
    await sleep(asked <= MOST_WAITING ? FIRST_EVERY_MS : LATER_EVERY_MS);
  }
};
