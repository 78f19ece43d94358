import type { ProcessDetail, ProcessList } from "#protocol/process.ts";
import { Answers, RefusedError } from "./answers.ts";

/** Asks which processes a cluster has, as far as this reader may know. */
export class ProcessLists {
  readonly #answers: Answers<ProcessList>;
  /** What the server lets this reader see; null until it is known. */
  #visible: "none" | ProcessList["visible"] | null;

  /**
   * @param serverUrl empty for the page's own server
   * @param isHidden the page itself says that processes are not shown
   */
  constructor(serverUrl: string, isHidden: boolean) {
    this.#answers = new Answers(serverUrl);
    this.#visible = isHidden ? "none" : null;
  }

  /** There is nothing to ask for. */
  get isHidden(): boolean {
    return this.#visible === "none";
  }

  /** Null where the reader may not know. Rejects when the server is away. */
  async get(cluster: string): Promise<ProcessList | null> {
    if (this.isHidden) return null;
    try {
      const list = await this.#answers.get(`/api/v1/clusters/${encodeURIComponent(cluster)}/processes`);
      this.#visible = list.visible;
      return list;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== 401) throw error;
      this.#visible = "none";
      return null;
    }
  }

  /** The processes with all that is known of them; none where the reader may only count. */
  async detailed(cluster: string): Promise<readonly ProcessDetail[]> {
    if (this.#visible === "counts") return [];
    const list = await this.get(cluster);
    return list?.visible === "all" ? list.processes : [];
  }
}
