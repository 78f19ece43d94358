import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SHARD_STATES } from "#protocol/state.ts";

// Read as a file, for the test runner empties stylesheets that are imported.
const tokens = readFileSync(new URL("../../web/styles/tokens.css", import.meta.url), "utf8");

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** A token's colour in one theme, as `#rrggbb`, through `var()` and `light-dark()`. */
const colourOf = (token: string, theme: "light" | "dark"): string => {
  const value = new RegExp(`${token}:\\s*([^;]+);`).exec(tokens)?.[1]?.trim();
  if (value === undefined) throw new Error(`tokens.css has no ${token}`);
  const pair = /^light-dark\((.+), (.+)\)$/.exec(value);
  const own = (pair === null ? value : pair[theme === "light" ? 1 : 2]) ?? "";
  const name = /^var\((--[\w-]+)\)$/.exec(own)?.[1];
  return name === undefined ? own : colourOf(name, theme);
};

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;

const rgbOf = (hex: string): Rgb => {
  const channel = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return [channel(1), channel(3), channel(5)];
};

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(rgbOf(a)), luminance(rgbOf(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const through = (matrix: Matrix, [r, g, b]: Rgb): Rgb => {
  const row = ([x, y, z]: Rgb) => Math.min(1, Math.max(0, x * r + y * g + z * b));
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

/** CIE L*a*b*, D65. */
const labOf = ([r, g, b]: Rgb): Rgb => {
  const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
};

const difference = (a: Rgb, b: Rgb): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe.each(["light", "dark"] as const)("the %s palette", (theme) => {
  const page = colourOf("--page", theme);

  test.each(Object.entries(SIGHTS))("keeps any two states ΔE 20 apart for %s sight", (_name, matrix) => {
    for (const [i, one] of SHARD_STATES.entries()) {
      for (const other of SHARD_STATES.slice(i + 1)) {
        const [a, b] = [one, other].map((state) =>
          labOf(through(matrix, rgbOf(colourOf(`--state-${state}`, theme)))),
        );
        if (a === undefined || b === undefined) throw new Error("two states make two colours");
        expect(difference(a, b), `${one} and ${other}`).toBeGreaterThanOrEqual(20);
      }
    }
  });

  test.each(SHARD_STATES)("shows a cell that is %s at 3:1 and more against the page", (state) => {
    expect(contrast(colourOf(`--state-${state}`, theme), page)).toBeGreaterThanOrEqual(3);
  });

  test.each(SHARD_STATES)("writes on a cell that is %s at 4.5:1 and more", (state) => {
    // An unknown cell is hollow: what stands on it stands on the page.
    const ground = state === "unknown" ? page : colourOf(`--state-${state}`, theme);
    expect(contrast(colourOf(`--on-${state}`, theme), ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["--text", "--text-quiet"])("writes %s at 4.5:1 and more", (token) => {
    expect(contrast(colourOf(token, theme), page)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colourOf(token, theme), colourOf("--surface", theme))).toBeGreaterThanOrEqual(4.5);
  });
});
