import type { NodePatch } from "#protocol/audio.ts";
import { nodeListSchema, type StaffNode } from "#protocol/audio-view.ts";
import { type Announcing, Machine, type MachineParts } from "./machine.ts";

const REAL_PLUGINS = [
  { name: "youtube-plugin", version: "1.13.5" },
  { name: "lavasrc-plugin", version: "4.8.1" },
  { name: "lavalyrics-plugin", version: "1.1.0" },
];

const FIRST: readonly MachineParts[] = [
  { pool: "main", name: "eu-1", label: "Frankfurt 1", region: "eu-central", crowd: 20 },
  { pool: "main", name: "eu-2", label: "Frankfurt 2", region: "eu-central", crowd: 60 },
  { pool: "main", name: "us-1", label: "Ashburn 1", region: "us-east", crowd: 45 },
  { pool: "patrons", name: "gold-1", label: "Gold 1", region: "eu-west", crowd: 12 },
  {
    pool: "patrons",
    name: "gold-2",
    label: "Gold 2",
    region: "eu-west",
    crowd: 5,
    lavalink: { kind: "nodelink", plugins: [] },
  },
];

/** All machines with audio nodes, and what operations may do to them. */
export class Rack {
  readonly machines: Machine[] = [];
  readonly #announcing: Announcing;
  readonly #opsToken: string;
  #lastNumber = 2;
  #isStopped = false;

  constructor(announcing: Announcing, opsToken: string) {
    this.#announcing = announcing;
    this.#opsToken = opsToken;
  }

  /** The five that the demo begins with. */
  async fill(): Promise<void> {
    for (const parts of FIRST) await this.#add(parts);
  }

  /** Another one for the pool `main`. */
  async addFresh(): Promise<Machine> {
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    return await this.#add({
      pool: "main",
      name: `eu-${number}`,
      label: `Frankfurt ${number}`,
      region: "eu-central",
      crowd: 50,
    });
  }

  async destroy(machine: Machine): Promise<void> {
    this.machines.splice(this.machines.indexOf(machine), 1);
    await machine.destroy();
  }

  /** The node of a machine, as operations see it; undefined where the server knows none. */
  async look({ parts }: Machine): Promise<StaffNode | undefined> {
    const list = nodeListSchema.parse(await (await this.#ask("")).json());
    if (list.visible !== "all") throw new Error("the token of operations shows too little");
    return list.nodes.findLast(({ pool, name }) => pool === parts.pool && name === parts.name);
  }

  async patch(machine: Machine, patch: NodePatch): Promise<void> {
    const node = await this.look(machine);
    if (node === undefined) return;
    await this.#ask(`/${node.id}`, { method: "PATCH", body: JSON.stringify(patch) });
  }

  /** Destroys all of them, those too that are being set up. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.machines.splice(0).map((machine) => machine.destroy()));
  }

  async #add(parts: MachineParts): Promise<Machine> {
    const machine = await Machine.start({ lavalink: { plugins: REAL_PLUGINS }, ...parts }, this.#announcing);
    if (this.#isStopped) await machine.destroy();
    else this.machines.push(machine);
    return machine;
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${this.#announcing.url}/api/v1/audio/nodes${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.#opsToken}`, "content-type": "application/json" },
    });
    if (!answer.ok) throw new Error(`the server answered ${answer.status} about audio nodes`);
    return answer;
  }
}
