import { availableParallelism, cpus, platform, release, totalmem } from "node:os";

/** The machine that this runs on, in one line. */
export const machine = (): string => {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const memoryGiB = Math.round(totalmem() / 1_024 ** 3);
  return `${processor}, ${availableParallelism()} cores, ${memoryGiB} GiB, ${platform()} ${release()}, Node ${process.versions.node}`;
};
