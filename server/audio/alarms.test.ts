import { expect, test } from "vitest";
import type { NodeTrouble } from "#protocol/audio.ts";
import { createLog } from "../log.ts";
import { Alarms } from "./alarms.ts";
import { nodeLike } from "./test-node.ts";

test("what only a person can mend is said once, and again after it was over", () => {
  const lines: string[] = [];
  const log = Object.assign(createLog("silent"), { warn: (_: object, line: string) => lines.push(line) });
  const alarms = new Alarms(log);
  const told: readonly (NodeTrouble | null)[] = [
    null,
    "misconfigured",
    "misconfigured",
    "silent",
    "misconfigured",
    "wrong_password",
    null,
  ];
  for (const trouble of told) alarms.note(nodeLike(), trouble);
  expect(lines.map((line) => line.split(":")[1]?.trim())).toEqual([
    "it cannot bind addresses of its own block",
    "it cannot bind addresses of its own block",
    "it does not take the password that it was announced with",
  ]);
});
