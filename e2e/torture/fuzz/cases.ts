import fc from "fast-check";
import { anything, noise } from "./any-request.ts";
import { large } from "./large.ts";
import { nodeRequest } from "./node-requests.ts";
import { playerRequest } from "./player-requests.ts";
import { refused, status, taken, wildReport } from "./pushes.ts";
import type { Case } from "./request.ts";

/** All kinds of cases. @param paths of the API, with `{name}` for parameters, and of the page */
export const caseFor = (paths: readonly string[]): fc.Arbitrary<Case> =>
  fc.oneof(
    { weight: 20, arbitrary: status },
    { weight: 15, arbitrary: taken },
    { weight: 35, arbitrary: refused },
    { weight: 40, arbitrary: anything(paths) },
    { weight: 10, arbitrary: wildReport },
    { weight: 25, arbitrary: nodeRequest },
    { weight: 35, arbitrary: playerRequest },
    { weight: 8, arbitrary: noise },
    { weight: 1, arbitrary: large },
  );
