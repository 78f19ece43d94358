import { inColumns } from "../../server/columns.ts";
import { type Figure, isKept, type Limit } from "./bench.ts";
import type { Result, ResultFile } from "./result.ts";
import { short } from "./statistics.ts";

const limitText = (limit: Limit | undefined, unit: string): string => {
  if (limit === undefined) return "";
  return "atLeast" in limit
    ? `at least ${short(limit.atLeast)} ${unit}`
    : `at most ${short(limit.atMost)} ${unit}`;
};

const cells = (figure: Figure): readonly string[] => [
  figure.what,
  `${short(figure.value)} ${figure.unit}`,
  limitText(figure.limit, figure.unit),
  figure.beside ?? "",
];

/** What is said of each figure: name, value, limit, circumstances. */
export const rowsOf = (result: Result): readonly (readonly string[])[] =>
  "skipped" in result ? [["", "skipped", "", result.skipped]] : result.figures.map(cells);

/** All figures in columns, each with its limit and whether it is kept. */
export const textTable = (results: readonly Result[]): string => {
  const rows = results.flatMap((result) =>
    rowsOf(result).map((row, place) => {
      const figure = "figures" in result ? result.figures[place] : undefined;
      return [
        result.name,
        ...row.slice(0, 3),
        figure !== undefined && !isKept(figure) ? "MISSED" : "",
        row[3] ?? "",
      ];
    }),
  );
  return inColumns([["benchmark", "figure", "value", "must be", "", "beside"], ...rows]);
};

/** The same for the README. */
export const markdownTable = ({ machine, results }: ResultFile): string => {
  const rows = results.flatMap((result) =>
    rowsOf(result).map((row, place) => [place === 0 ? `\`${result.name}\`` : "", ...row]),
  );
  const lines = [
    ["", "figure", "measured", "must be", "beside"],
    ["---", "---", "---", "---", "---"],
    ...rows,
  ];
  return `Measured on: ${machine}.\n\n${lines.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
};
