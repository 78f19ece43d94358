import { defineConfig } from "vitest/config";

/** What asks how fast something is, or when: nothing else may run beside it. */
const ABOUT_TIME = [
  "e2e/{bench,torture/{clock,fuzz,soak}}/**/*.test.ts",
  "e2e/torture/connections/{many,nodes,slow,torn,unread}.test.ts",
  "e2e/torture/holes/parsers.test.ts",
  "e2e/torture/people/{flood,liar-flood}.test.ts",
  "e2e/{expiry,expiry-scale,large-report}.test.ts",
  "e2e/feed/{connections,slow-viewer,stream}.test.ts",
  "e2e/music/story-skip.test.ts",
  "e2e/page/speed.test.ts",
  "e2e/plugin/{faults,manners}.test.ts",
];

const E2E = {
  globalSetup: ["e2e/launch/global-setup.mjs"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/** `unit` needs nothing but Node; `e2e` starts the built server and a real Chromium, `e2e-alone` with nothing beside it. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{server,web,bot-plugin/src}/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**"],
          // None of them changes what the others see, and a process for each would take longer than the tests.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...E2E,
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          exclude: ABOUT_TIME,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...E2E,
          name: "e2e-alone",
          include: ABOUT_TIME,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
