/** How a reader wants the page to look. Kept in one cookie, so that the server renders it at once. */
export interface Look {
  readonly theme: (typeof THEMES)[number];
  /** `auto` is compact for clusters too large to show numbers. */
  readonly density: (typeof DENSITIES)[number];
  readonly pulse: (typeof PULSES)[number];
  /** `wall` shows the sentence and the grid alone. */
  readonly view: (typeof VIEWS)[number];
}

export const THEMES = ["system", "light", "dark"] as const;
export const DENSITIES = ["auto", "comfortable", "compact"] as const;
export const PULSES = ["on", "off"] as const;
export const VIEWS = ["page", "wall"] as const;

/** What may be chosen, the default first. */
export const LOOK_CHOICES = {
  theme: THEMES,
  density: DENSITIES,
  pulse: PULSES,
  view: VIEWS,
} as const satisfies { readonly [K in keyof Look]: readonly Look[K][] };

export const DEFAULT_LOOK: Look = { theme: "system", density: "auto", pulse: "on", view: "page" };

const COOKIE = "shardlight_look";
const ONE_YEAR_S = 31_536_000;

const oneOf = <T extends string>(allowed: readonly [T, ...T[]], value: string | undefined): T =>
  allowed.find((choice) => choice === value) ?? allowed[0];

/** Reads a Cookie header (or `document.cookie`); anything not on the list is the default. */
export const parseLook = (cookies: string): Look => {
  const value = cookies
    .split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  const [theme, density, pulse, view] = value?.split(".") ?? [];
  return {
    theme: oneOf(THEMES, theme),
    density: oneOf(DENSITIES, density),
    pulse: oneOf(PULSES, pulse),
    view: oneOf(VIEWS, view),
  };
};

/** The cookie that keeps a look for a year. */
export const lookCookie = ({ theme, density, pulse, view }: Look): string =>
  `${COOKIE}=${theme}.${density}.${pulse}.${view}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax`;
