import { randomBytes } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { runTokenCommand } from "../../../server/auth/cli.ts";
import { makeTokenId, makeTokenText } from "../../../server/auth/token.ts";
import { openDatabase } from "../../../server/db/open.ts";
import { startServer, type TestServer } from "../../support/server.ts";

/** Its own, so that a search for it finds nothing else. */
export const PASSPHRASE = "the-passphrase-of-this-house-2048";
const CLUSTER_NAMES = ["main", "patron_1"];
const POOL_NAMES = ["main", "eu"];
const MIGRATIONS_DIR = join(import.meta.dirname, "../../../migrations");
/** The server beside it writes too. */
const CLI_PATIENCE_MS = 10_000;
const ONE_DAY_MS = 86_400_000;

/** The built server of two clusters, with secrets of every kind. */
export interface House {
  readonly server: TestServer;
  /** A token for reports of `main`. */
  readonly reporter: string;
  /** The same for `patron_1`. */
  readonly foreigner: string;
  /** A token that may read of `main` what is not public. */
  readonly reader: string;
  /** Authorization headers that open nothing, by what is wrong with them. */
  readonly openNothing: Readonly<Record<string, string | undefined>>;
  /** What the CLI does in a folder of this server. */
  token(...words: readonly string[]): string;
  /** All rows of the tables that pushes change. */
  rows(): string;
  dispose(): Promise<void>;
}

/** The part of a token that may be shown. */
export const idOf = (text: string): string => text.split("_")[1] ?? "";

/** The same secret with another last letter. */
export const nearly = (text: string): string => text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");

/** Starts the server and makes its secrets. */
export const openHouse = async (env: Record<string, string> = {}): Promise<House> => {
  const server = await startServer({ CLUSTERS: "main:60;patron_1:6", PASSPHRASE, ...env });
  const cli = openDatabase(server.databasePath, {
    sync: "normal",
    migrationsDir: MIGRATIONS_DIR,
    patienceMs: CLI_PATIENCE_MS,
    staysPatient: true,
  });
  const tokenAt = (now: number, words: readonly string[]) =>
    runTokenCommand(words, {
      db: cli.db,
      now,
      random: randomBytes,
      known: { clusters: CLUSTER_NAMES, pools: POOL_NAMES },
    }).out;
  const token = (...words: readonly string[]) => tokenAt(Date.now(), words);
  const make = (scope: string, cluster: string) => token("create", "--scope", scope, "--cluster", cluster);
  const reporter = make("report", "main");
  const revoked = make("report,read", "main");
  token("revoke", idOf(revoked));
  const rotatedOut = make("report,read", "main");
  token("rotate", idOf(rotatedOut), "--overlap", "0s");
  const aged = ["create", "--scope", "report,read", "--all-clusters", "--expires", "1d"];
  return {
    server,
    reporter,
    foreigner: make("report", "patron_1"),
    reader: make("read", "main"),
    openNothing: {
      none: undefined,
      wrong: "Bearer open-sesame",
      empty: "Bearer ",
      "nearly the passphrase": nearly(PASSPHRASE),
      "the passphrase and more": `${PASSPHRASE}${PASSPHRASE}`,
      "of another scheme": `Basic ${Buffer.from(`admin:${PASSPHRASE}`).toString("base64")}`,
      "nearly a token": `Bearer ${nearly(reporter)}`,
      "a token in capitals": `Bearer ${reporter.toUpperCase()}`,
      "a token of no one": `Bearer ${makeTokenText(makeTokenId(randomBytes), randomBytes)}`,
      revoked: `Bearer ${revoked}`,
      expired: `Bearer ${tokenAt(Date.now() - 2 * ONE_DAY_MS, aged)}`,
      "rotated out": `Bearer ${rotatedOut}`,
    },
    token,
    rows: () => rowsOf(server.databasePath),
    dispose: async () => {
      cli.close();
      await server.dispose();
    },
  };
};

const rowsOf = (path: string): string => {
  const database = new Database(path, { readonly: true });
  const tables = [
    "shards",
    "transitions",
    "processes",
    "audio_nodes",
    "audio_node_events",
    "mirror_messages",
    "set_aside",
  ];
  const rows = tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]);
  database.close();
  return JSON.stringify(rows);
};
