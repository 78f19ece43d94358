import type { StaffNode } from "#protocol/audio-view.ts";
import type { Machine } from "./machine.ts";
import type { Stage } from "./scenes.ts";

const LOOK_EVERY_MS = 500;
/** Outcomes are told every 5 s and judged every 5 s, over a minute; the demo's settings are as short. */
const LIMITED_WITHIN_MS = 60_000;
const DRAINED_WITHIN_MS = 120_000;
const RETIRED_WITHIN_MS = 90_000;
/** A node is away once the server's own last look is old news. */
const AWAY_WITHIN_MS = 60_000;
const BACK_WITHIN_MS = 30_000;

/** Whether that is true of the node before the time is over. */
const comesTo = async (
  { rack, pass }: Stage,
  machine: Machine,
  { is, withinMs }: { is: (node: StaffNode) => boolean; withinMs: number },
): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += LOOK_EVERY_MS) {
    const node = await rack.look(machine);
    if (node !== undefined && is(node)) return true;
    await pass(LOOK_EVERY_MS);
  }
  return false;
};

/** The one that has run longest. */
const oldestOf = ({ rack }: Stage, pool: string): Machine => {
  const machine = rack.machines.find(({ parts }) => parts.pool === pool);
  if (machine === undefined) throw new Error(`no audio node is in pool ${pool}`);
  return machine;
};

const limitOne = async (stage: Stage) => {
  const { rack, say } = stage;
  const machine = oldestOf(stage, "main");
  const { label } = machine.parts;
  say(`audio node ${label}: YouTube takes it for a bot. Its tracks fail, and the bots tell.`);
  machine.lavalink.limitSource("youtube", "blocked");
  const isLimited = ({ sources }: StaffNode) => sources["youtube"] === "limited";
  if (await comesTo(stage, machine, { is: isLimited, withinMs: LIMITED_WITHIN_MS }))
    say(
      `audio node ${label}: known as one that YouTube refuses. If that lasts for a minute, its pool retires it.`,
    );
  const isDraining = ({ state }: StaffNode) => state === "draining";
  if (!(await comesTo(stage, machine, { is: isDraining, withinMs: DRAINED_WITHIN_MS }))) {
    machine.lavalink.limitSource("youtube", null);
    return;
  }
  say(`audio node ${label}: being emptied. Bots put no new players there, and move those that it has.`);
  machine.empty();
  const isRetired = ({ state }: StaffNode) => state === "retired";
  await comesTo(stage, machine, { is: isRetired, withinMs: RETIRED_WITHIN_MS });
  const fresh = await rack.addFresh();
  await rack.destroy(machine);
  say(
    `audio node ${label}: out of use, and its machine destroyed. ${fresh.parts.label} is announced in its place.`,
  );
  await comesTo(stage, fresh, { is: ({ state }) => state === "active", withinMs: BACK_WITHIN_MS });
};

const goAway = async (stage: Stage) => {
  const { say, pass } = stage;
  const machine = oldestOf(stage, "patrons");
  const { label } = machine.parts;
  say(`audio node ${label}: its Lavalink is killed. Its agent sees it at once, the server within 15 s.`);
  await machine.lavalink.die();
  if (await comesTo(stage, machine, { is: ({ isAway }) => isAway, withinMs: AWAY_WITHIN_MS }))
    say(`audio node ${label}: not answering. The bots' players go on elsewhere.`);
  await pass(6_000);
  await machine.lavalink.revive();
  say(`audio node ${label}: started again. It is in use as soon as it answers.`);
  await comesTo(stage, machine, { is: ({ state }) => state === "active", withinMs: BACK_WITHIN_MS });
};

const maintain = async (stage: Stage) => {
  const { rack, say, pass } = stage;
  const machine = oldestOf(stage, "patrons");
  const { label } = machine.parts;
  say(`audio node ${label}: operations have it emptied and held, to update its system.`);
  await rack.patch(machine, { action: "drain", end: "hold", reason: "updates of its system" });
  machine.empty();
  await pass(15_000);
  say(`audio node ${label}: operations return it.`);
  await rack.patch(machine, { action: "return" });
  machine.fill();
  await comesTo(stage, machine, { is: ({ state }) => state === "active", withinMs: BACK_WITHIN_MS });
};

/** In this order, again and again, beside the scenes of shards. */
export const AUDIO_SCENES: readonly ((stage: Stage) => Promise<void>)[] = [limitOne, goAway, maintain];
