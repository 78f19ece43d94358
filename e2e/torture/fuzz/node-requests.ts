import fc from "fast-check";
import { perhapsBroken } from "./broken.ts";
import { NODE_PASSWORD } from "./grounds.ts";
import { segment } from "./nonsense.ts";
import { HOST } from "./report-request.ts";
import type { Case } from "./request.ts";

const PATH = "/api/v1/audio/nodes";
/** Always the same few, for nodes are rightly remembered; nobody listens there. */
const PLACES = 8;

/** What a node is announced with. */
export const announcedAt = (place: number) => ({
  pool: "main",
  name: `fuzzed-${place}`,
  address: `http://127.0.0.1:${20_000 + place}`,
  password: NODE_PASSWORD,
  label: "ware",
  region: "ware",
});

const announcement = fc.nat(PLACES - 1).chain((place) => perhapsBroken(announcedAt(place)));
const wish = fc
  .constantFrom<object>(
    { action: "drain", deadlineMs: 60_000, end: "hold", reason: "ware" },
    { action: "return", reason: "ware" },
    { note: "ware", label: "ware", region: "ware", password: NODE_PASSWORD },
    { override: { youtube: "limited", soundcloud: null } },
  )
  .chain(perhapsBroken);
const secret = fc.oneof(
  { weight: 8, arbitrary: fc.constant("Bearer <ops>") },
  fc.constantFrom("Bearer <token>", "Bearer <passphrase>", "Bearer <marker>", "<ops>", "Bearer <ops>x"),
);
const at = fc.oneof({ weight: 3, arbitrary: fc.constant("<node>") }, fc.constant("000000000000"), segment);

/** Requests of those who announce and steer audio nodes, right or with one thing wrong. */
export const nodeRequest: fc.Arbitrary<Case> = fc
  .record({
    secret,
    what: fc.oneof(
      announcement.map((body) => ({ method: "POST", target: PATH, body })),
      fc.tuple(at, wish).map(([id, body]) => ({ method: "PATCH", target: `${PATH}/${id}`, body })),
      at.map((id) => ({ method: "GET", target: `${PATH}/${id}`, body: undefined })),
      fc
        .constantFrom("000000000000", "kept", "__proto__")
        .map((id) => ({ method: "DELETE", target: `${PATH}/${id}`, body: undefined })),
      fc.constant({ method: "GET", target: PATH, body: undefined }),
    ),
  })
  .map(({ secret, what: { body, ...sends } }): Case => {
    const headers = [HOST, ["Authorization", secret] as const];
    const parts = body === undefined ? {} : { body: { parts: [[body, 1]] as const } };
    return { expected: "either", sends: { ...sends, headers, ...parts } };
  });
