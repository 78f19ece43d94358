import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, isKept } from "./bench.ts";
import { BENCHES } from "./benches.ts";
import { machine } from "./machine.ts";
import { mergeResults, type Result, type ResultFile } from "./result.ts";
import { markdownTable, rowsOf, textTable } from "./table.ts";

const RESULT_FILE = join(import.meta.dirname, "result.json");
const README = join(import.meta.dirname, "../../README.md");
/** Between these lines the README keeps the last result. */
const SECTION = /(<!-- bench: .*? -->\n)[\s\S]*?(<!-- \/bench -->)/;

const HELP = `npm run bench -- [--smoke] [--readme] [name ...]
  --smoke   with little of everything: shows that they run, and keeps no result
  --readme  puts the last result into the README
  names     ${BENCHES.map(({ name }) => name).join(" ")}; all where none is given`;

const readResults = (): ResultFile | null => {
  try {
    return JSON.parse(readFileSync(RESULT_FILE, "utf8")) as ResultFile;
  } catch {
    return null;
  }
};

const runOne = async (bench: Bench, scale: "full" | "smoke"): Promise<Result> => {
  const outcome = await bench.run(scale);
  return { name: bench.name, does: bench.does, ...("skipped" in outcome ? outcome : { figures: outcome }) };
};

/**
 * Runs benchmarks one after the other, prints one table, and keeps the result as JSON beside this file.
 * @returns whether every figure keeps its limit; always in a smoke run that ends without an error
 */
export const runBenches = async (words: readonly string[], say: (line: string) => void): Promise<boolean> => {
  const names = words.filter((word) => !word.startsWith("--"));
  const wrong = [
    ...names.filter((name) => BENCHES.every((bench) => bench.name !== name)),
    ...words.filter((word) => word.startsWith("--") && word !== "--smoke" && word !== "--readme"),
  ];
  if (wrong.length > 0) {
    say(`not known: ${wrong.join(" ")}\n${HELP}`);
    return false;
  }
  const scale = words.includes("--smoke") ? "smoke" : "full";
  const results: Result[] = [];
  for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    say(`${bench.name}: ${bench.does} ...`);
    const result = await runOne(bench, scale);
    results.push(result);
    for (const row of rowsOf(result)) say(`  ${row.filter((cell) => cell !== "").join(", ")}`);
  }
  say(`\n${textTable(results)}`);
  if (scale === "smoke") return true;

  const file = mergeResults(readResults(), { machine: machine(), results }, BENCHES);
  writeFileSync(RESULT_FILE, `${JSON.stringify(file, null, 2)}\n`);
  if (words.includes("--readme")) {
    const readme = readFileSync(README, "utf8");
    writeFileSync(
      README,
      readme.replace(SECTION, (_, start, end) => `${start}${markdownTable(file)}\n${end}`),
    );
  }
  return results.every((result) => "skipped" in result || result.figures.every(isKept));
};
