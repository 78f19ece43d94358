import { buildIfStale } from "../../server/launch/build.mjs";
import { ensureChromium } from "./chromium.mjs";

/** Before the first end-to-end test: a browser and an up-to-date build. Tests find the browser in `CHROMIUM_PATH`. */
export const setup = () => {
  process.env.CHROMIUM_PATH = ensureChromium();
  buildIfStale();
};
