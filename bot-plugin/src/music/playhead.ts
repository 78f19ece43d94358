/** Where a track is: at `positionMs` when it was `positionAt`, epoch ms, and further since where it runs. */
export interface Playhead {
  readonly track: unknown;
  readonly isRunning: boolean;
  readonly positionMs: number;
  readonly positionAt: number;
}

/** What a library says: at `positionMs` when it was `at`, epoch ms; null: it was stopped there, or somewhat later. */
export interface Heard {
  readonly track: unknown;
  readonly isRunning: boolean;
  readonly positionMs: number;
  readonly at: number | null;
}

/** Nodes tell positions every 5 s, each a little off; more than this is a jump. */
const TOLERANCE_MS = 1_500;
/** What a library says of a stopped track is at most this old. */
const TOLD_EVERY_MS = 10_000;

/** The playhead after `heard`: the same object as long as it did not jump, stop or go on. @param now epoch ms */
export const followed = (former: Playhead | null, heard: Heard, now: number): Playhead => {
  const { track, isRunning } = heard;
  const known = former !== null && former.track === track ? former : null;
  if (track === null) return known ?? { track, isRunning, positionMs: 0, positionAt: now };
  const expectedMs = known === null ? null : positionAt(known, now);
  const positionMs = Math.max(0, Math.round(heardAt(heard, expectedMs, now)));
  const isSteady = known?.isRunning === isRunning && Math.abs(positionMs - (expectedMs ?? 0)) <= TOLERANCE_MS;
  return known !== null && isSteady ? known : { track, isRunning, positionMs, positionAt: now };
};

const positionAt = ({ isRunning, positionMs, positionAt }: Playhead, now: number): number =>
  isRunning ? positionMs + Math.max(0, now - positionAt) : positionMs;

const heardAt = ({ isRunning, positionMs, at }: Heard, expectedMs: number | null, now: number): number => {
  if (at !== null) return isRunning ? positionMs + Math.max(0, now - at) : positionMs;
  return Math.min(Math.max(expectedMs ?? positionMs, positionMs), positionMs + TOLD_EVERY_MS);
};
