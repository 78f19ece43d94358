import type { NodeView } from "#protocol/audio.ts";
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { NodeBook } from "./book.ts";
import type { AudioNode } from "./node.ts";
import type { AudioSettings } from "./settings.ts";
import type { NodeReader } from "./views.ts";

/** Load and players change with every look; they are told together. */
const LOOK_EVERY_MS = 2_000;
/** A retired node is shown this long, so that who watched it go sees that it went. */
const RETIRED_SHOWN_MS = 3_600_000;

interface PublicFeedParts {
  readonly book: NodeBook;
  readonly reader: NodeReader;
  readonly settings: AudioSettings;
  readonly events: Events;
  readonly clock: Clock;
}

/** Tells pages what changed of the nodes, as far as anyone may see it. */
export class PublicFeed {
  readonly #parts: PublicFeedParts;
  /** By node: what was told last, as JSON. */
  readonly #told = new Map<string, string>();
  #cancel: () => void = () => {};

  constructor(parts: PublicFeedParts) {
    this.#parts = parts;
    parts.book.onChange(() => this.#tell());
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      this.#tell();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** What is shown now; null where nothing is public, or no node was ever announced. */
  views(): readonly NodeView[] | null {
    const { book, reader, settings } = this.#parts;
    if (settings.publicFields.length === 0) return null;
    const views = [...book.all()].filter((node) => this.isShown(node)).map((node) => reader.publicView(node));
    return views.length === 0 ? null : views;
  }

  /** Whether anyone sees it; a node that was retired long ago is history. */
  isShown({ state, since }: AudioNode): boolean {
    return state !== "retired" || this.#parts.clock.wall() - since < RETIRED_SHOWN_MS;
  }

  #tell(): void {
    const { events } = this.#parts;
    const views = this.views() ?? [];
    const now = new Map(views.map((view) => [view.id, JSON.stringify(view)]));
    const changed = views.filter(({ id }) => this.#told.get(id) !== now.get(id));
    const gone = [...this.#told.keys()].filter((id) => !now.has(id));
    for (const view of changed) this.#told.set(view.id, now.get(view.id) ?? "");
    for (const id of gone) this.#told.delete(id);
    if (changed.length > 0 || gone.length > 0) events.emit("nodes", { changed, gone });
  }
}
