/** A listener of any event. */
export type Listener = (...args: readonly unknown[]) => void;

/** Whatever takes listeners; what events it has, and of what, is its own matter. */
export interface EmitterLike {
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** Listens to events by their names, without a library's typed events; the result ends it. */
export const listen = (emitter: EmitterLike, listeners: Readonly<Record<string, Listener>>): (() => void) => {
  const plain = emitter as unknown as Record<"on" | "off", (event: string, listener: Listener) => unknown>;
  for (const [event, listener] of Object.entries(listeners)) plain.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) plain.off(event, listener);
  };
};

/** A library's own types of what it is given are not known here; it checks them itself. */
export const givenTo = (given: unknown): never => given as never;
