import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "bot-plugin/README.md"), "utf8");

/** What examples use that another one before has made. */
const GIVEN = `
declare const client: import("discord.js").Client<true>;
declare const shardlight: import("@shardlight/bot").Shardlight;
declare const lavalink: import("lavalink-client").LavalinkManager;
declare const player: import("@shardlight/bot/discord-player").DiscordPlayerLike;
declare const adapter: import("@shardlight/bot/music").PlayerAdapter;
declare const members: import("@shardlight/bot/music").MemberSource;
declare const startMusic: typeof import("@shardlight/bot/music").startMusic;
declare const lavalinkPlayers: typeof import("@shardlight/bot/lavalink-client").lavalinkPlayers;
declare namespace NodeJS {
  interface ProcessEnv {
    CLIENT_ID: string;
    NODE_PASSWORD: string;
  }
}
declare const guildId: string;
declare const channelId: string;
declare const encoded: string;
`;

/** Each entry of the package, as its source. */
const paths = Object.fromEntries(
  Object.entries(packageJson.exports).flatMap(([name, target]) =>
    typeof target === "string"
      ? []
      : [
          [
            `@shardlight/bot${name.slice(1)}`,
            [join(ROOT, "bot-plugin", target.types.replace("./dist/", "src/").replace(".d.ts", ".ts"))],
          ],
        ],
  ),
);

test("every example in JavaScript fits the libraries and the package as they are", () => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  const examples = [...README.matchAll(/```js\n(.*?)\n```/gs)].map(([, code]) => `${code}\nexport {};\n`);
  expect(examples.length).toBeGreaterThan(7);
  const files = examples.map((code, at) => {
    writeFileSync(join(dir, `example-${at}.js`), code);
    return `example-${at}.js`;
  });
  writeFileSync(join(dir, "given.d.ts"), GIVEN);
  const compilerOptions = {
    ...{ target: "ES2023", module: "ESNext", moduleResolution: "Bundler", types: ["node"], paths },
    ...{ allowJs: true, checkJs: true, noEmit: true, strict: true, noImplicitAny: false },
    ...{ skipLibCheck: true, allowImportingTsExtensions: true, resolveJsonModule: true },
  };
  writeFileSync(
    join(dir, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["given.d.ts", ...files] }),
  );
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", dir], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
}, 60_000);
