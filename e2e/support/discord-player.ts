import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Not in package-lock.json: of packages that these need to be built, or offer beside, npm would lock those of one
 * platform alone. They take discord.js, ws and undici from the project's own node_modules, around them.
 */
const VERSION = "7.2.0";
const PACKAGES = {
  dependencies: { "discord-player": VERSION },
  overrides: {
    "@discord-player/equalizer": VERSION,
    "@discord-player/ffmpeg": VERSION,
    "@discord-player/opus": VERSION,
    "@discord-player/utils": VERSION,
    "discord-voip": VERSION,
    // Asked for by mistake: nothing of them is used.
    "@types/ws": "file:./nothing",
    tsup: "file:./nothing",
    typescript: "file:./nothing",
  },
};
const QUIETLY = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--no-package-lock"];
/** Where there is no registry, it is said soon. */
const SOON = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=20000"];
const INSTALLED_WITHIN_MS = 60_000;

const CACHE = join(import.meta.dirname, "../../node_modules/.cache");
const FOLDER = join(CACHE, `shardlight-discord-player-${VERSION}`);

/**
 * The folder where discord-player is installed, which takes some seconds the first time.
 * @throws Error with npm's own words, where it cannot be installed
 */
export const installDiscordPlayer = (): string => {
  if (existsSync(FOLDER)) return FOLDER;
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(`${FOLDER}-`);
  mkdirSync(join(made, "nothing"));
  writeFileSync(join(made, "nothing/package.json"), '{ "name": "nothing", "version": "9.0.0" }');
  writeFileSync(join(made, "package.json"), JSON.stringify({ private: true, ...PACKAGES }));
  const { status, error, stderr } = spawnSync(
    "npm",
    ["install", ...QUIETLY, ...SOON, "--legacy-peer-deps", "--omit=optional", "--omit=peer"],
    { cwd: made, encoding: "utf8", timeout: INSTALLED_WITHIN_MS },
  );
  if (status !== 0) {
    rmSync(made, { recursive: true, force: true });
    const why = error?.message ?? stderr;
    throw new Error(
      `discord-player ${VERSION} could not be installed; this test needs an npm registry. ${why}`,
    );
  }
  try {
    renameSync(made, FOLDER);
  } catch (failure) {
    rmSync(made, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(FOLDER)) throw failure;
  }
  return FOLDER;
};

/** In the place of a codec, of which the library brings none: frames are the first samples of the sound, as they are. */
class Uncoded {
  encode(pcm: Buffer): Buffer {
    return Buffer.from(pcm.subarray(0, FRAME_BYTES));
  }
  delete(): void {}
}

/** Of the sound in a frame: 16 bit samples, left and right in turn. */
const FRAME_BYTES = 160;

/** The real discord-player. Its voice goes to loopback without TLS, for a fake has no certificate, and uncoded. */
export const loadDiscordPlayer = (): unknown => {
  const require = createRequire(join(installDiscordPlayer(), "package.json"));
  const fromVoice = createRequire(require.resolve("discord-voip"));
  const path = fromVoice.resolve("ws");
  const WebSocket = fromVoice("ws");
  const cached = fromVoice.cache[path];
  if (cached === undefined) throw new Error(`${dirname(path)} is not the one that discord-voip loads`);
  cached.exports = class extends WebSocket {
    constructor(address: string) {
      super(address.replace(/^wss:\/\/127\.0\.0\.1:/, "ws://127.0.0.1:"));
    }
  };
  try {
    createRequire(require.resolve("discord-voip"))("@discord-player/opus").setLibopusProvider(
      Uncoded,
      "uncoded",
    );
    return require("discord-player");
  } finally {
    cached.exports = WebSocket;
  }
};
