import { type Browser, chromium } from "playwright";

/** Chromium must stay quiet: its own traffic would be refused on a closed network, many times over. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Starts the Chromium that the global setup found or installed. */
export const launchBrowser = (): Promise<Browser> => {
  const executablePath = process.env["CHROMIUM_PATH"];
  if (executablePath === undefined) throw new Error("CHROMIUM_PATH is not set: the global setup did not run");
  return chromium.launch({ executablePath, args: FLAGS });
};
