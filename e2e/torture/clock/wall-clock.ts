import { writeFileSync } from "node:fs";
import { join } from "node:path";

const HOUR_MS = 3_600_000;

/** A machine's clock that a test sets, for one server; the monotonic clock stays real. */
export interface WallClock {
  /** What the server is started with. */
  readonly env: Record<string, string>;
  /** Sets it so many hours ahead of, or behind, the real one. */
  set(hours: number): void;
  /** What it shows, epoch ms. */
  now(): number;
}

/** Makes one in this folder, with libfaketime. */
export const createWallClock = (dir: string): WallClock => {
  const file = join(dir, "faketime");
  let offsetMs = 0;
  const set = (hours: number) => {
    offsetMs = hours * HOUR_MS;
    writeFileSync(file, `${hours < 0 ? "-" : "+"}${Math.abs(hours)}h`);
  };
  set(0);
  return {
    env: {
      LD_PRELOAD: process.env["LIBFAKETIME_PATH"] ?? "",
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
    set,
    now: () => Date.now() + offsetMs,
  };
};
