/** By node those who have announced it and are still there: the latest is heard, the others stand by. */
export class Standbys<P> {
  readonly #peers = new Map<string, P[]>();

  /** Who is heard for a node. */
  speaker(id: string): P | undefined {
    return this.#peers.get(id)?.at(-1);
  }

  /** From now on this one is heard. */
  add(id: string, peer: P): void {
    const others = (this.#peers.get(id) ?? []).filter((other) => other !== peer);
    this.#peers.set(id, [...others, peer]);
  }

  remove(id: string, peer: P): void {
    const others = (this.#peers.get(id) ?? []).filter((other) => other !== peer);
    if (others.length === 0) this.#peers.delete(id);
    else this.#peers.set(id, others);
  }

  /** The nodes that a peer has announced. */
  idsOf(peer: P): string[] {
    return [...this.#peers].flatMap(([id, peers]) => (peers.includes(peer) ? [id] : []));
  }
}
