import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { NodeView, StaffNode } from "#protocol/audio-view.ts";
import { askStaffNodes } from "#web/api/staff-nodes.ts";
import type { KnownNode } from "#web/words/node-condition.ts";

/** The feed is public: what only staff may know is asked for again so often. */
const ASK_EVERY_MS = 10_000;

/** Knows of audio nodes what staff may know, while the page is in view. */
export class StaffNodes implements ReactiveController {
  readonly #onChange: () => void;
  #nodes: readonly StaffNode[] | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, onChange: () => void) {
    this.#onChange = onChange;
    host.addController(this);
  }

  hostConnected(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (!document.hidden) this.ask();
    }, ASK_EVERY_MS);
    this.ask();
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }

  /** What the feed tells of each node, which is newer, over what staff know of it. */
  with(told: readonly NodeView[]): readonly (NodeView & KnownNode)[] | null {
    if (this.#nodes === null) return null;
    const newer = new Map(told.map((node) => [node.id, node]));
    return this.#nodes.map((node) => ({ ...node, ...newer.get(node.id) }));
  }

  /** Asks at once. */
  ask(): void {
    askStaffNodes().then(
      (nodes) => {
        this.#nodes = nodes;
        this.#onChange();
      },
      // What was known stays until the server answers again.
      () => {},
    );
  }
}
