import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trackOf } from "../fake-lavalink/tracks.ts";
import { until } from "../support/until.ts";
import { GUILD, type Guest } from "./guests.ts";
import { guestAt, openParty, type Party } from "./party.ts";

const LIST = "https://youtube.test/endless";
/** A queue of so long titles and links takes some 150 KB each time that it is told. */
const TRACKS = 51;
const MOST_ROUNDS = 300;

let party: Party;
const sockets: Socket[] = [];
beforeAll(async () => {
  party = await openParty({ guests: 3, env: { FEED_MAX_VIEWERS: "3" } });
  const tracks = Array.from({ length: TRACKS }, (_, number) =>
    trackOf({
      identifier: `t${number}`,
      title: `${number} ${"夜".repeat(290)}`,
      author: "音".repeat(290),
      uri: `https://youtube.test/${number}?${"x".repeat(1_900)}`,
    }),
  );
  const data = { info: { name: "Endless", selectedTrack: -1 }, pluginInfo: {}, tracks };
  party.players.node.setLoadResult(LIST, { loadType: "playlist", data });
  await party.play(LIST);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await party.close();
});

/** Asks for a stream, and never reads from its socket. */
const neverRead = (guest: Guest, path: string, headers: Record<string, string> = {}) => {
  const socket = connect({ port: party.ground.server.port, host: "127.0.0.1" });
  socket.pause();
  socket.on("error", () => {});
  const all = Object.entries({ Host: `127.0.0.1:${party.ground.server.port}`, ...guest.headers, ...headers });
  socket.write(
    [`GET ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n"),
  );
  sockets.push(socket);
};

const WEBSOCKET = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

test("watchers that never read are dropped, over SSE and WebSocket, and who reads misses nothing", async () => {
  const [reader, sleeper, other] = [guestAt(party, 0), guestAt(party, 1), guestAt(party, 2)];
  const stream = await reader.watch();
  await stream.next(({ event }) => event === "snapshot");
  neverRead(sleeper, `/api/servers/${GUILD}/events?cluster=main`);
  neverRead(sleeper, `/ws/${GUILD}?cluster=main`, WEBSOCKET);
  /** Places among three, of which one is the reader's. */
  const freePlaces = async (): Promise<number> => {
    const tries = [await other.watch(), await other.watch()];
    other.leave();
    return tries.filter(({ status }) => status === 200).length;
  };
  await until("all places are taken", async () => (await freePlaces()) === 0);
  let slowestMs = 0;
  let free = 0;
  for (let round = 0; round < MOST_ROUNDS && free < 2; round += 1) {
    await party.players.act({ action: "shuffle" }, GUILD);
    const shuffledAt = performance.now();
    const { data, receivedAt } = await stream.next(({ event }) => event === "queue_updated", 2_000);
    slowestMs = Math.max(slowestMs, receivedAt - shuffledAt);
    const uids = JSON.parse(data).queue.map(({ uid }: { readonly uid: string }) => uid);
    expect(uids).toEqual(party.snapshot().queue.map(({ uid }) => uid));
    if (round % 10 === 9) free = await freePlaces();
  }
  expect(free).toBe(2);
  expect(slowestMs).toBeLessThan(1_500);
  expect(stream.hasEnded).toBe(false);
});
