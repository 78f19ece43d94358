import { buildIfStale } from "../../server/launch/build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureTools } from "./tools.mjs";

/** Before the first end-to-end test: a browser, other programs, and an up-to-date build. */
export const setup = () => {
  process.env.CHROMIUM_PATH = ensureChromium();
  ensureTools();
  buildIfStale();
};
