import type { Berth, Fleet } from "./fleet.ts";
import type { Rack } from "./rack.ts";

/** What scenes are played with. */
export interface Stage {
  readonly main: Fleet;
  readonly patron: Fleet;
  readonly rack: Rack;
  say(line: string): void;
  /** Lets time pass; rejects once the demo ends. */
  pass(ms: number): Promise<void>;
}

const some = <T>(list: readonly T[]): T => {
  const item = list[Math.floor(Math.random() * list.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
};

const shardOf = (fleet: Fleet): number => Math.floor(Math.random() * fleet.shardCount);

/** Such as `main shards 16–31`. */
const shardsIn = (fleet: Fleet, { shards }: Berth): string =>
  `${fleet.cluster} shards ${shards[0]}–${shards.at(-1)}`;

const dropOne = async ({ main, say }: Stage) => {
  const id = shardOf(main);
  say(`main shard ${id}: its connection is dropped. It resumes within a second.`);
  main.discord.levers.drop(id);
};

const askBack = async ({ main, say }: Stage) => {
  const first = Math.floor(Math.random() * (main.shardCount - 8));
  say(`main shards ${first}–${first + 7}: Discord asks them to reconnect.`);
  for (let id = first; id < first + 8; id += 1) main.discord.levers.reconnect(id);
};

const zombie = async ({ main, say, pass }: Stage) => {
  const id = shardOf(main);
  say(
    `main shard ${id}: its network goes dead without a word. Its library sees nothing; the page does, in 4 to 8 s.`,
  );
  main.discord.levers.goDead(id);
  await pass(14_000);
  say(`main shard ${id}: the dead connection is cut, and it comes back.`);
  main.discord.levers.drop(id);
};

const killProcess = async ({ main, say, pass }: Stage) => {
  const berth = some(main.berths);
  const { program } = berth;
  if (program === null) return;
  say(
    `main ${berth.name} (pid ${program.pid}): killed. ${shardsIn(main, berth)} fall silent, and turn unhealthy within 5 s.`,
  );
  program.signal("SIGKILL");
  await program.ended;
  await pass(12_000);
  say(`main ${berth.name}: started again. ${shardsIn(main, berth)} come back.`);
  await main.board(berth);
};

const rollingRestart = async ({ patron, say, pass }: Stage) => {
  say(
    "patron_1: rolling restart. Each new process is ready before the old one leaves, so that no shard flickers.",
  );
  for (const berth of patron.berths) {
    const old = berth.program;
    await patron.board(berth);
    await pass(1_000);
    old?.signal("SIGTERM");
    await old?.ended;
    say(`patron_1 ${berth.name}: ${shardsIn(patron, berth)} now run in a new process.`);
    await pass(1_000);
  }
};

const restart = async ({ patron, say }: Stage) => {
  const berth = some(patron.berths);
  say(
    `patron_1 ${berth.name}: stops on purpose, and starts again. ${shardsIn(patron, berth)} say goodbye first.`,
  );
  berth.program?.signal("SIGTERM");
  await berth.program?.ended;
  await patron.board(berth);
};

const outage = async ({ main, say, pass }: Stage) => {
  const id = shardOf(main);
  say(
    `main shard ${id}: Discord has an outage, its servers are unavailable for 10 s. The shard stays online.`,
  );
  main.discord.levers.breakGuilds(id);
  await pass(10_000);
  main.discord.levers.mendGuilds(id);
  say(`main shard ${id}: its servers are back.`);
};

const gatewayAway = async ({ patron, say }: Stage) => {
  say("patron_1: the gateway is away for 5 s. All of its shards try to resume.");
  await patron.discord.levers.goAway(5_000);
};

const fatalClose = async ({ patron, say, pass }: Stage) => {
  const id = shardOf(patron);
  const berth = patron.berths.find(({ shards }) => shards.includes(id));
  if (berth === undefined) return;
  say(
    `patron_1 shard ${id}: closed with 4014. The page says what that means; the library never comes back from it.`,
  );
  patron.discord.levers.closeWith(id, 4_014);
  await pass(8_000);
  say(`patron_1 ${berth.name}: restarted by its owner, who has read it.`);
  berth.program?.signal("SIGTERM");
  await berth.program?.ended;
  await patron.board(berth);
};

/** In this order, again and again. */
export const SCENES: readonly ((stage: Stage) => Promise<void>)[] = [
  dropOne,
  killProcess,
  askBack,
  zombie,
  rollingRestart,
  outage,
  gatewayAway,
  fatalClose,
  restart,
];
