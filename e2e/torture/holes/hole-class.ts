/** A class of hole that was published of another status page or of a library, and what stands against it here. */
export interface HoleClass {
  readonly source: string;
  readonly what: string;
  /** Files with a test of it, each with words of that test's name. */
  readonly tests: readonly (readonly [file: string, words: string])[];
  /** What of it cannot be, for want of the thing itself. */
  readonly notHere?: string;
}
