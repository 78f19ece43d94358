import { MAX_REASON_CHARS } from "../protocol/report.ts";
import { plainText } from "./plain-text.ts";
import type { Act } from "./player-adapter.ts";

const actOf =
  (outcome: Act["outcome"]) =>
  (message: string): Act => ({ outcome, message: plainText(message, MAX_REASON_CHARS) });

/** It was done. */
export const done = actOf("done");
/** It cannot be done as things are. */
export const refused = actOf("refused");
/** It was tried, and came to nothing. */
export const failed = actOf("failed");

/** Names a track in a message, which holds nothing longer. */
export const named = (title: string): string => `“${plainText(title, 100)}”`;
