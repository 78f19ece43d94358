import type { NodePatch } from "#protocol/audio.ts";
import type { EpochMs } from "../clock.ts";
import { AppError } from "../errors.ts";
import { type AudioNode, withFreshHealth } from "./node.ts";
import { MOST_SOURCES, recordOf, UNKNOWN_SOURCE, worthKeeping } from "./source-health.ts";

/**
 * The node with all that a person says of it, but its state and its password.
 * @throws AppError `invalid` where too many sources are overridden
 */
export const patched = (node: AudioNode, patch: NodePatch, at: EpochMs): AudioNode => {
  const { note, label, region, override, action } = patch;
  // Who returns a node knows better than what was measured before.
  const base = action === "return" ? withFreshHealth(node) : node;
  return {
    ...base,
    ...(note !== undefined && { note: note === "" ? null : note }),
    ...(label !== undefined && { label }),
    ...(region !== undefined && { region: region === "" ? null : region }),
    sources: overridden(base.sources, override ?? {}, at),
  };
};

const overridden = (
  sources: AudioNode["sources"],
  override: NonNullable<NodePatch["override"]>,
  at: EpochMs,
): AudioNode["sources"] => {
  const said = Object.entries(override).map(([source, health]) => {
    const before = recordOf(sources, source) ?? UNKNOWN_SOURCE;
    return [
      source,
      { ...before, override: health, since: before.override === health ? before.since : at },
    ] as const;
  });
  const next = { ...sources, ...Object.fromEntries(said) };
  if (Object.values(next).filter((record) => record.override !== null).length > MOST_SOURCES) {
    const issues = [{ path: "override", message: `at most ${MOST_SOURCES} sources of a node` }];
    throw new AppError("invalid", "some fields are wrong; see issues", { issues });
  }
  return worthKeeping(next);
};

/** @throws AppError `invalid` where fields do not go together, or with the node's state */
export const assertSensible = (
  { action, deadlineMs, end, ...rest }: NodePatch,
  { state }: Pick<AudioNode, "state">,
): void => {
  const isOutOfUse = action === "retire" || (state === "retired" && action !== "return");
  const issues = [
    ...(action !== "drain" && deadlineMs !== undefined
      ? [{ path: "deadlineMs", message: "goes with action drain" }]
      : []),
    ...(action !== "drain" && end !== undefined ? [{ path: "end", message: "goes with action drain" }] : []),
    ...(action === undefined && rest.reason !== undefined
      ? [{ path: "reason", message: "goes with an action" }]
      : []),
    ...(isOutOfUse && rest.password !== undefined
      ? [{ path: "password", message: "a retired node has none; give it with action return" }]
      : []),
  ];
  if (issues.length > 0) throw new AppError("invalid", "some fields are wrong; see issues", { issues });
};
