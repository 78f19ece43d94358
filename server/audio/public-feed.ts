import type { NodeView } from "#protocol/audio-view.ts";
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { NodeBook } from "./book.ts";
import type { AudioNode } from "./node.ts";
import type { AudioSettings } from "./settings.ts";
import { Told } from "./told.ts";
import type { NodeReader } from "./views.ts";

/** Load and players change with every look; those of all nodes go to every viewer, and are told together. */
const TELL_EVERY_MS = 10_000;
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
  readonly #told = new Told<NodeView>();
  #cancel: () => void = () => {};

  constructor(parts: PublicFeedParts) {
    this.#parts = parts;
    parts.book.onChange(({ before, after }) => {
      const id = after?.id ?? before?.id;
      if (id !== undefined) this.#tell([{ id, view: after && this.#view(after) }]);
    });
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(TELL_EVERY_MS, () => {
      this.#tell([...this.#parts.book.all()].map((node) => ({ id: node.id, view: this.#view(node) })));
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** What is shown now; null where nothing is public, or there is no node. */
  views(): readonly NodeView[] | null {
    const views = [...this.#parts.book.all()].flatMap((node) => this.#view(node) ?? []);
    return views.length === 0 ? null : views;
  }

  /** Whether anyone sees it; a node that was retired long ago is history. */
  isShown({ state, since }: AudioNode): boolean {
    const { settings, clock } = this.#parts;
    const isRecent = state !== "retired" || clock.wall() - since < RETIRED_SHOWN_MS;
    return isRecent && settings.publicFields.length > 0;
  }

  #view(node: AudioNode): NodeView | null {
    return this.isShown(node) ? this.#parts.reader.publicView(node) : null;
  }

  #tell(seen: readonly { readonly id: string; readonly view: NodeView | null }[]): void {
    const news = seen.filter(({ id, view }) => this.#told.isNews(id, view));
    if (news.length === 0) return;
    const changed = news.flatMap(({ view }) => view ?? []);
    const gone = news.flatMap(({ id, view }) => (view === null ? [id] : []));
    this.#parts.events.emit("nodes", { changed, gone });
  }
}
