import type { NodeLook } from "../protocol/lavalink.ts";
import { readInfo, readRoutePlanner, readStats } from "../protocol/lavalink-answers.ts";
import { readException } from "../protocol/lavalink-exception.ts";
import { fieldsOf } from "../protocol/lenient.ts";
import { withDeadline } from "../transport/deadline.ts";
import { askNode, type NodeAccess, type NodeAnswer, type RequestMeans } from "./node-request.ts";
import { sourceOf } from "./source-of.ts";

const LOOK_WITHIN_MS = 5_000;
/** A load asks the source itself, which takes its time. */
const LOAD_WITHIN_MS = 20_000;

/**
 * Looks at a node within 5 s. Never rejects.
 * @param now epoch ms
 */
export const lookAtNode = (
  access: NodeAccess,
  { fetch, signal: outer }: RequestMeans,
  now: number,
): Promise<NodeLook> => withDeadline(LOOK_WITHIN_MS, outer, (signal) => look(access, { fetch, signal }, now));

const look = async (access: NodeAccess, means: RequestMeans, now: number): Promise<NodeLook> => {
  const info = read(await askNode(access, "/v4/info", means), readInfo);
  if ("kind" in info) return info;
  const [statsAnswer, planner] = await Promise.all([
    askNode(access, "/v4/stats", means),
    askNode(access, "/v4/routeplanner/status", means),
  ]);
  const stats = read(statsAnswer, readStats);
  if ("kind" in stats) return stats;
  return {
    kind: "answers",
    info: info.value,
    stats: stats.value,
    // Most have none, and some do not tell.
    planner: planner.kind === "answered" ? readRoutePlanner(planner.body, now) : null,
  };
};

/** What came of loading something: of which source, and why it failed, or null. */
export interface LoadOutcome {
  readonly source: string;
  readonly failure: string | null;
}

/** Has a node load something, within 20 s; null where that tells nothing of a source. Never rejects. */
export const loadFromNode = async (
  access: NodeAccess,
  identifier: string,
  { fetch, signal: outer }: RequestMeans,
): Promise<LoadOutcome | null> => {
  const path = `/v4/loadtracks?identifier=${encodeURIComponent(identifier)}`;
  const answer = await withDeadline(LOAD_WITHIN_MS, outer, (signal) =>
    askNode(access, path, { fetch, signal }),
  );
  const result = answer.kind === "answered" ? fieldsOf(answer.body) : null;
  switch (result?.["loadType"]) {
    case "track":
    case "playlist":
    case "search": {
      const source = sourceNameIn(result["data"]) ?? sourceOf(identifier);
      return source === null ? null : { source, failure: null };
    }
    case "error": {
      const source = sourceOf(identifier);
      return source === null ? null : { source, failure: readException(result) };
    }
    default:
      return null;
  }
};

type Reading<T> = { readonly value: T } | Exclude<NodeLook, { kind: "answers" }>;

const read = <T>(answer: NodeAnswer, reader: (json: unknown) => T | null): Reading<T> => {
  if (answer.kind === "silent") return { kind: "unreachable", detail: answer.detail };
  const { status, body } = answer;
  // 401 without the header, 403 with another password.
  if (status === 401 || status === 403) return { kind: "wrong_password" };
  // NodeLink asks for patience with 429; a proxy that waits for its node answers with 502 to 504.
  if (status === 429 || status >= 500) return { kind: "unreachable", detail: `HTTP ${status}` };
  const value = reader(body);
  return value === null ? { kind: "not_lavalink" } : { value };
};

/** Of a track, of a playlist's first track, or of the first that was found. */
const sourceNameIn = (data: unknown): string | null => {
  const tracks = fieldsOf(data)?.["tracks"] ?? data;
  const info = fieldsOf(fieldsOf(Array.isArray(tracks) ? tracks[0] : tracks)?.["info"]);
  const name = info?.["sourceName"];
  return typeof name === "string" && /^[\w.:-]{1,64}$/.test(name) ? name : null;
};
