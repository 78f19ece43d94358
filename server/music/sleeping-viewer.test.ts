import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createListeningServer } from "../links/test-link.ts";
import { GUILD, snapshotLike } from "./test-bot.ts";
import { arriveAt, cookieOf, PEOPLE, withPeople } from "./test-people.ts";
import { listenTo } from "./test-stream.ts";

let server: Awaited<ReturnType<typeof createListeningServer>>;
beforeEach(async () => {
  server = await createListeningServer(...withPeople());
});
afterEach(() => server.close());

test("a viewer that does not read is dropped", async () => {
  const { say } = arriveAt(server);
  const { pause } = await listenTo(`${server.url}/api/servers/${GUILD}/events`, cookieOf(PEOPLE.dj.userId));
  pause();
  const uri = `https://example.com/${"x".repeat(1_900)}`;
  const queueOf = (rev: number) =>
    Array.from({ length: 50 }, (_, place) => ({
      uid: `u${rev}-${place}`,
      title: "a track",
      author: "",
      uri,
      artworkUrl: uri,
      durationMs: 0,
      isStream: true,
      source: "x",
      requester: null,
    }));
  for (let rev = 2; rev < 100 && server.watching.size > 0; rev += 1) {
    say({
      type: "player",
      guildId: GUILD,
      at: 0,
      player: snapshotLike({ rev, queue: queueOf(rev), total: 50 }),
    });
    await new Promise(setImmediate);
  }
  await vi.waitFor(() => expect(server.watching.size).toBe(0));
});
