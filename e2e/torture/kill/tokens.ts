import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect } from "vitest";
import { runTokenCommand } from "../../../server/auth/cli.ts";
import { openDatabase } from "../../../server/db/open.ts";
import { post } from "../../support/http.ts";

const MIGRATIONS_DIR = join(import.meta.dirname, "../../../migrations");

/** The tokens of a server, made and revoked beside it as the command line does, without its processes. */
export class TokenDesk {
  readonly #path: string;
  readonly #good: string[] = [];
  #revoked: string | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Makes a token, and revokes the oldest where there are enough. */
  change(): void {
    const connection = openDatabase(this.#path, {
      sync: "normal",
      migrationsDir: MIGRATIONS_DIR,
      patienceMs: 5_000,
      staysPatient: true,
    });
    const run = (...words: string[]) =>
      runTokenCommand(words, {
        db: connection.db,
        now: Date.now(),
        random: randomBytes,
        known: { clusters: ["main"], pools: [] },
      }).out;
    try {
      this.#good.push(run("create", "--scope", "report", "--cluster", "main"));
      if (this.#good.length < 4) return;
      const [oldest = ""] = this.#good;
      run("revoke", oldest.split("_")[1] ?? "");
      this.#revoked = this.#good.shift() ?? null;
    } finally {
      connection.close();
    }
  }

  /** The good ones open, and the one that was revoked last does not. */
  async expectKept(url: string): Promise<void> {
    const statusOf = async (token: string) =>
      (await post(url, "/api/health/main/0", { headers: { Authorization: `Bearer ${token}` } })).status;
    for (const token of this.#good) expect([204, 409]).toContain(await statusOf(token));
    if (this.#revoked !== null) expect(await statusOf(this.#revoked)).toBe(401);
  }
}
