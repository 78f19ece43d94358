import { expect, test } from "vitest";
import { standing } from "./test-following.ts";
import { handed } from "./test-nodes.ts";

/** As the wire takes them. */
const ID = "0123456789ab";

test("what is met is told within 5 s, and everything at least every 30 s", async () => {
  const { hand, library, timing, observed, sent } = standing();
  hand([handed(ID)]);
  await timing.pass(5_000);
  expect(observed().at(-1)?.nodes).toEqual([{ id: ID, isConnected: true, players: 0 }]);
  sent.length = 0;
  await timing.pass(20_000);
  expect(observed()).toEqual([]);
  const track = { info: { sourceName: "youtube" } };
  const exception = { message: "Sign in", severity: "common", cause: "" };
  library.pool?.heard(ID, { op: "event", type: "TrackStartEvent", guildId: "7", track });
  library.pool?.heard(ID, { op: "event", type: "TrackExceptionEvent", guildId: "7", track, exception });
  library.pool?.heard(ID, { op: "event", type: "WebSocketClosedEvent", guildId: "7", code: 4017 });
  library.pool?.loadFailed(ID, "ytsearch:x", { loadType: "error", data: exception });
  await timing.pass(5_000);
  expect(observed().at(-1)?.nodes).toEqual([
    {
      id: ID,
      isConnected: true,
      players: 0,
      tooOldCloses: 1,
      outcomes: { youtube: { ok: 0, failed: [{ text: "Sign in", count: 2, guilds: ["7"] }] } },
    },
  ]);
  sent.length = 0;
  await timing.pass(31_000);
  expect(observed()).toHaveLength(1);
});

test("what came out long before the link stood again is not told", async () => {
  const { hand, library, timing, observed, hub, sent } = standing();
  hand([handed(ID)]);
  await timing.pass(5_000);
  hub.follow(null);
  library.pool?.loadFailed(ID, "ytsearch:x", { loadType: "error", data: { message: "429" } });
  await timing.pass(120_000);
  hub.follow(["audio"]);
  sent.length = 0;
  await timing.pass(5_000);
  expect(observed().flatMap(({ nodes }) => nodes)).toEqual([{ id: ID, isConnected: true, players: 0 }]);
});

test("a track whose node went soon after its start did not play", async () => {
  const { hand, library, timing, observed } = standing();
  hand([handed(ID)]);
  await timing.pass(5_000);
  const track = { info: { sourceName: "youtube" } };
  library.pool?.heard(ID, { op: "event", type: "TrackStartEvent", guildId: "7", track });
  const node = library.nodes.get(ID);
  if (node !== undefined) node.isReady = false;
  await timing.pass(30_000);
  expect(observed().flatMap(({ nodes }) => nodes.map(({ outcomes }) => outcomes))).not.toContainEqual(
    expect.anything(),
  );
});
