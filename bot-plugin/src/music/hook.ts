import { read } from "./read.ts";

/**
 * Calls back after each call of a method of one object, where it has it: for what a library tells by no event.
 * @returns puts the library's own method back, unless another was put over ours
 */
export const hook = (target: object, name: string, onCall: () => void): (() => void) => {
  const method = read(target, name);
  if (typeof method !== "function") return () => {};
  const isOwn = Object.hasOwn(target, name);
  const ours = function (this: unknown, ...args: unknown[]): unknown {
    try {
      return Reflect.apply(method, this, args);
    } finally {
      onCall();
    }
  };
  Reflect.set(target, name, ours);
  return () => {
    if (read(target, name) !== ours) return;
    if (isOwn) Reflect.set(target, name, method);
    else Reflect.deleteProperty(target, name);
  };
};
