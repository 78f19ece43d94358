/** Whether this is `npm run torture`; `npm test` runs the same tests with less of everything. */
const isFull = process.env["TORTURE"] === "full";

/** How much of something a test does: `short` in `npm test`, `full` in `npm run torture`. */
export const measure = ({ short, full }: { readonly short: number; readonly full: number }): number =>
  isFull ? full : short;
