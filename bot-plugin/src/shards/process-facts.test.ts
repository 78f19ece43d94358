import { expect, test } from "vitest";
import { ProcessMeter } from "./process-facts.ts";

test("an event loop that was blocked is told, in ms", async () => {
  const meter = new ProcessMeter();
  const block = () => {
    const until = performance.now() + 200;
    while (performance.now() < until);
  };
  let isBlocked = false;
  await expect
    .poll(
      () => {
        isBlocked = !isBlocked;
        // The measurement begins anew with each reading, and its first sample has nothing to compare with.
        if (!isBlocked) return meter.read().eventLoopDelayP99Ms;
        block();
        return 0;
      },
      { interval: 150, timeout: 5_000 },
    )
    .toBeGreaterThan(100);
  meter.stop();
});

test("memory and uptime are this process's", () => {
  const meter = new ProcessMeter();
  const { memoryBytes, uptimeMs } = meter.read();
  expect(memoryBytes).toBeGreaterThan(10_000_000);
  expect(uptimeMs).toBeGreaterThan(0);
  meter.stop();
});
