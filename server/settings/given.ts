/** Glance's names, by ours. */
const ALIASES: Readonly<Partial<Record<string, string>>> = {
  HOST: "GLANCE_HOST",
  PORT: "GLANCE_PORT",
  CLUSTERS: "GLANCE_BOTS",
  PASSPHRASE: "GLANCE_PASSPHRASE",
  HEALTH_TIMEOUT: "GLANCE_HEALTH_TIMEOUT",
};

/** The settings that were given, by our names. */
export interface Given {
  readonly values: Readonly<Record<string, string>>;
  /** The name under which a setting was given, for its faults. */
  nameOf(setting: string): string;
  /** Sentences for the log: what was overridden or is not needed. */
  readonly notes: readonly string[];
}

/** Picks the settings out of the environment, by our name or Glance's. An empty one counts as left out. */
export const givenSettings = (
  env: Readonly<Record<string, string | undefined>>,
  settings: readonly string[],
): Given => {
  const values: Record<string, string> = {};
  const nameOf = new Map<string, string>();
  const notes: string[] = [];
  for (const name of settings) {
    const alias = ALIASES[name];
    const own = env[name]?.trim() === "" ? undefined : env[name];
    const theirs = alias === undefined || env[alias]?.trim() === "" ? undefined : env[alias];
    if (own !== undefined && theirs !== undefined)
      notes.push(`${name} and ${alias} are both set; ${name} is used`);
    const value = own ?? theirs;
    if (value !== undefined) values[name] = value;
    if (own === undefined && theirs !== undefined && alias !== undefined) nameOf.set(name, alias);
  }
  if (env["GLANCE_HEALTH_TIMER_INTERVAL"])
    notes.push("GLANCE_HEALTH_TIMER_INTERVAL is not needed: silence is noticed on time");
  return { values, nameOf: (setting) => nameOf.get(setting) ?? setting, notes };
};
