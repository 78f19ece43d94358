import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnnouncedNode } from "#protocol/audio.ts";
import type { AudioServerFrame } from "#protocol/audio-link.ts";
import type { NodeView } from "#protocol/audio-view.ts";
import type { NodeLook } from "#protocol/lavalink.ts";
import type { Open } from "../db/access.ts";
import { Keeper } from "../db/keeper.ts";
import { createEvents } from "../events.ts";
import { createLog } from "../log.ts";
import { createTestClock } from "../test-clock.ts";
import { openTestDatabase } from "../test-server.ts";
import { AudioDesk, type Peer } from "./desk.ts";
import type { Sealer } from "./password-safe.ts";
import { AudioService } from "./service.ts";
import { type AudioSettings, DEFAULT_AUDIO_SETTINGS } from "./settings.ts";
import { UNREACHABLE } from "./test-node.ts";

/** Seals so that a test can see with which key. */
export const sealerOf = (key: string): Sealer => ({
  seal: (text, context) => `${key}:${context}:${Buffer.from(text).toString("base64")}`,
  open: (box, context) => {
    const [its, whose, text = ""] = box.split(":");
    return its === key && whose === context ? Buffer.from(text, "base64").toString() : null;
  },
  isCurrent: (box) => box.startsWith(`${key}:`),
});

/** The audio nodes' domain on a clock turned by hand, a real database, and a world in which each address shows what a test says. */
export const createAudioRoom = (settings: Partial<AudioSettings> = {}) => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-audio-"));
  const path = join(dir, "shardlight.db");
  const clock = createTestClock();
  /** By address: what there is to see, or how one comes to see it. */
  const world = new Map<string, NodeLook | (() => Promise<NodeLook>)>();
  /** @param open instead of the room's own database */
  const start = (key = "k1", open: Open = () => openTestDatabase(path)) => {
    const events = createEvents();
    const log = createLog("silent");
    const keeper = new Keeper({ open, clock, events, log });
    const sent: { readonly event: string; readonly data: object }[] = [];
    const told: { readonly changed: readonly NodeView[]; readonly gone: readonly string[] }[] = [];
    events.on("nodes", (change) => told.push(change));
    const audio = new AudioService({
      settings: { ...DEFAULT_AUDIO_SETTINGS, ...settings },
      clock,
      keeper,
      events,
      log,
      sealer: sealerOf(key),
      probe: async ({ address }) => {
        const seen = world.get(address) ?? UNREACHABLE;
        return typeof seen === "function" ? await seen() : seen;
      },
      send: (event, _, data) => sent.push({ event, data }),
    });
    const desk = new AudioDesk(audio, settings.leaseMs ?? DEFAULT_AUDIO_SETTINGS.leaseMs);
    keeper.start();
    audio.start();
    return {
      audio,
      desk,
      /** What the webhook was told. */
      sent,
      /** What pages were told. */
      told,
      /** Lets time pass a second at a time, so that looks come back between. */
      pass: async (ms: number) => {
        for (let left = ms; left > 0; left -= 1_000) {
          clock.advance(Math.min(left, 1_000));
          await settled();
        }
      },
      announce: (node: AnnouncedNode, by: string | null = null) =>
        audio.announce(node, { by, heardFrom: () => null }),
      stop: async () => {
        audio.stop();
        await keeper.stop();
      },
    };
  };
  return { clock, world, start, path, close: () => rmSync(dir, { recursive: true, force: true }) };
};

/** All that was begun without waiting for a clock is done. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** One end of a link, that may do all in every pool unless told otherwise. */
export const peerOf = (
  boot: string,
  role: Peer["role"] = "agent",
  may: Peer["grant"]["may"] = () => true,
) => {
  const frames: AudioServerFrame[] = [];
  const peer: Peer = {
    role,
    boot,
    grant: { may },
    send: (frame) => frames.push(frame),
    sendText: (text) => frames.push(JSON.parse(text)),
  };
  return { ...peer, peer, frames, last: () => frames.at(-1) };
};

export const node = (name: string, more: Partial<AnnouncedNode> = {}): AnnouncedNode => ({
  pool: "main",
  name,
  address: `http://${name}.example:2333`,
  password: `password-of-${name}`,
  ...more,
});
