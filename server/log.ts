import pino from "pino";

/** Severities of the log, least first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** One JSON line per event on standard output. Secrets and bodies never go in. */
export type Log = pino.Logger;

/** Writes synchronously, so that the last words before an exit are not lost. */
export const createLog = (level: (typeof LOG_LEVELS)[number]): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ["authorization", "cookie", "passphrase", "token", "password", "*.authorization", "*.cookie"],
    },
    pino.destination({ fd: 1, sync: true }),
  );
