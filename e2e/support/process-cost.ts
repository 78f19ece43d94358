import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time of processes in these (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used, in all its threads, in seconds; from Linux's `/proc`. */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/** Memory of a process that is in RAM now; from Linux's `/proc`. */
export const residentBytes = (pid: number): number => {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1_024;
};

/** Files and connections that a process has open; from Linux's `/proc`. */
export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
