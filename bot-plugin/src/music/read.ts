/** A field of anything; undefined where there is none, or where reading it throws, as getters of libraries may. */
export const read = (value: unknown, field: string): unknown => {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    return Reflect.get(value, field);
  } catch {
    return undefined;
  }
};

/** What is in a list; nothing where it is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
