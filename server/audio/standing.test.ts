import { expect, test } from "vitest";
import { type Evidence, standingOf } from "./standing.ts";
import { UNREACHABLE, works } from "./test-node.ts";

const NOTHING: Evidence = {
  hasAgent: true,
  server: null,
  agent: null,
  isHeard: true,
  isUsed: false,
  hasPassword: true,
};
const ok = { look: works(), misses: 0 };
const missed = (misses: number) => ({ look: UNREACHABLE, misses });
const wrong = { look: { kind: "wrong_password" } as const, misses: 1 };

test.each<[string, Partial<Evidence>, boolean | null, string | null, string | null]>([
  ["nothing is known yet", {}, null, null, null],
  ["the server sees it work", { server: ok }, true, "server", null],
  [
    "the server sees it work, and its agent is gone",
    { server: ok, isHeard: false },
    true,
    "server",
    "silent",
  ],
  ["only its agent sees it work", { server: missed(9), agent: ok }, true, "agent", null],
  [
    "its agent could not reach it once",
    { server: missed(9), agent: missed(1) },
    null,
    "agent",
    "unreachable",
  ],
  [
    "its agent could not reach it twice",
    { server: missed(9), agent: missed(2) },
    false,
    "agent",
    "unreachable",
  ],
  [
    "the server sees a wrong password, the agent a good one",
    { server: wrong, agent: ok },
    false,
    "server",
    "wrong_password",
  ],
  [
    "the agent is told that the password is wrong",
    { server: missed(1), agent: wrong },
    false,
    "agent",
    "wrong_password",
  ],
  ["its agent is expected, and the server does not reach it", { server: missed(9) }, null, null, null],
  ["nobody reaches it", { server: missed(1), isHeard: false }, false, null, "silent"],
  [
    "nobody reaches it, but bots are connected",
    { server: missed(9), isHeard: false, isUsed: true },
    true,
    "bots",
    "silent",
  ],
  [
    "it has no agent, and missed two looks",
    { hasAgent: false, isHeard: false, server: missed(2) },
    null,
    null,
    "unreachable",
  ],
  [
    "it has no agent, and missed three looks",
    { hasAgent: false, isHeard: false, server: missed(3) },
    false,
    null,
    "unreachable",
  ],
  ["its password is lost", { hasPassword: false, server: ok }, false, null, "password_lost"],
])("%s", (_, more, answers, seenBy, trouble) => {
  expect(standingOf({ ...NOTHING, ...more })).toMatchObject({ answers, seenBy, trouble });
});
