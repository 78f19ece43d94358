import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeyFault, makeKeyFile } from "./key-file.ts";
import { openSecrets } from "./secrets.ts";

const [FIRST, SECOND] = ["first key, long and random enough", "second key, long and random enough"];
const TEXT = "youshallnotpass";

let dir: string;
let keyFile: string;
let logged: string[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shardlight-secrets-"));
  keyFile = join(dir, "secret.key");
  logged = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (
  secretKey: string | null = null,
  previousSecretKey: string | null = null,
  databasePath = join(dir, "shardlight.db"),
) => {
  const lines = new Writable({
    write: (chunk, _, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  return openSecrets({ secretKey, previousSecretKey, databasePath, log: pino(lines) });
};
const keyText = () => readFileSync(keyFile, "utf8").trim();

test("a key file is made at the first use, for its owner alone, and is there for the next start", () => {
  const secrets = open();
  expect(secrets.open("v1.AAAAAAAA.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA", "n")).toBeNull();
  expect(readdirSync(dir)).toEqual([]);
  const box = secrets.seal(TEXT, "n");
  expect(readdirSync(dir)).toEqual(["secret.key"]);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(secrets.isCurrent(box)).toBe(true);
  const next = open();
  expect([next.open(box, "n"), next.open(box, "m"), next.isCurrent(box)]).toEqual([TEXT, null, true]);
  expect(logged.join()).toContain(`keep a copy of it`);
});

test("nothing is made where SECRET_KEY is set, nor for a database in memory", () => {
  for (const secrets of [open(FIRST), open(null, null, ":memory:")]) {
    const box = secrets.seal(TEXT, "n");
    expect([secrets.open(box, "n"), secrets.isCurrent(box)]).toEqual([TEXT, true]);
  }
  expect(readdirSync(dir)).toEqual([]);
  const box = open(null, null, ":memory:").seal(TEXT, "n");
  expect(open(null, null, ":memory:").open(box, "n")).toBeNull();
});

test("the folder of the database is made where missing", () => {
  const path = join(dir, "deeper", "shardlight.db");
  const box = open(null, null, path).seal(TEXT, "n");
  expect(open(null, null, path).open(box, "n")).toBe(TEXT);
});

test("of two servers that make the file at once, both use what came first", () => {
  const [one, other] = [open(), open()];
  const box = one.seal(TEXT, "n");
  makeKeyFile(keyFile, Buffer.alloc(32).toString("base64"));
  expect(readdirSync(dir)).toEqual(["secret.key"]);
  expect(other.open(box, "n")).toBe(TEXT);
  expect(one.open(other.seal(TEXT, "m"), "m")).toBe(TEXT);
});

test("while the key is changed, the one before opens what it sealed, and tells that it is not current", () => {
  const old = open(FIRST).seal(TEXT, "n");
  const rotating = open(SECOND, FIRST);
  expect([rotating.open(old, "n"), rotating.isCurrent(old)]).toEqual([TEXT, false]);
  const anew = rotating.seal(TEXT, "n");
  expect(rotating.isCurrent(anew)).toBe(true);
  const after = open(SECOND);
  expect([after.open(anew, "n"), after.open(old, "n")]).toEqual([TEXT, null]);
});

test("a change from the key file to SECRET_KEY, and back, goes the same way", () => {
  const byFile = open().seal(TEXT, "n");
  const byKey = open(FIRST);
  expect([byKey.open(byFile, "n"), byKey.isCurrent(byFile)]).toEqual([TEXT, false]);
  const anew = byKey.seal(TEXT, "n");
  const back = open(null, FIRST);
  expect([back.open(anew, "n"), back.isCurrent(anew), back.isCurrent(byFile)]).toEqual([TEXT, false, true]);
  expect(open().open(anew, "n")).toBeNull();
});

test("what is in the key file may become SECRET_KEY as it is", () => {
  const box = open().seal(TEXT, "n");
  const text = keyText();
  rmSync(keyFile);
  const secrets = open(text);
  expect([secrets.open(box, "n"), secrets.isCurrent(box)]).toEqual([TEXT, true]);
});

test("a key that is not there and a damaged box are told apart, once, without secrets", () => {
  const box = open(FIRST).seal(TEXT, "node-1");
  const secrets = open(SECOND);
  for (const damaged of [box, box, box.replace("v1", "v0"), secrets.seal(TEXT, "x"), "rubbish"]) {
    expect(secrets.open(damaged, "node-1")).toBeNull();
  }
  expect(logged).toHaveLength(2);
  expect(logged[0]).toMatch(/a key that is not there \([\w-]{8}\): set SECRET_KEY_PREVIOUS/);
  expect(logged[1]).toContain("the encrypted password of node-1 is damaged");
  expect(logged.join()).not.toMatch(/youshallnotpass|long and random/);
});

test("a key file that others may read is used, and warned of once by its path", () => {
  const box = open().seal(TEXT, "n");
  logged = [];
  chmodSync(keyFile, 0o640);
  const secrets = open();
  expect([secrets.open(box, "n"), secrets.isCurrent(box)]).toEqual([TEXT, true]);
  secrets.seal(TEXT, "m");
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain(`"level":40`);
  expect(logged[0]).toContain(`${keyFile} may be read by others`);
});

test.each<[string, (text: string) => void, RegExp]>([
  ["empty", () => writeFileSync(keyFile, ""), /is damaged: put it back from a copy/],
  ["cut short", (text) => writeFileSync(keyFile, text.slice(1)), /is damaged/],
  ["a folder", () => mkdirSync(keyFile), /cannot be read \(EISDIR\): let the server's user read it/],
  ["a way that leads nowhere", () => symlinkSync(join(dir, "gone"), keyFile), /leads nowhere/],
])(
  "a key file that is %s is left as it is: nothing is sealed, and the fault says what to do",
  (_, harm, words) => {
    const box = open().seal(TEXT, "n");
    const text = keyText();
    const mend = () => {
      rmSync(keyFile, { recursive: true });
      writeFileSync(keyFile, `${text}\n`, { mode: 0o600 });
    };
    rmSync(keyFile);
    harm(text);
    const secrets = open();
    expect(secrets.open(box, "n")).toBeNull();
    expect(() => secrets.seal(TEXT, "m")).toThrow(KeyFault);
    expect(() => secrets.seal(TEXT, "m")).toThrow(words);
    expect(() => secrets.seal(TEXT, "m")).toThrow(keyFile);
    expect(logged.join()).not.toContain(text.slice(1));
    mend();
    expect(secrets.open(box, "n")).toBe(TEXT);
  },
);

test("where no file can be made, the fault says what else there is", () => {
  writeFileSync(join(dir, "file"), "");
  const secrets = open(null, null, join(dir, "file", "shardlight.db"));
  expect(() => secrets.seal(TEXT, "n")).toThrow(/let the server's user .*or set SECRET_KEY/);
});

test("a key file that is removed while the server runs is put back with the next that is sealed", () => {
  const secrets = open();
  const before = secrets.seal(TEXT, "n");
  rmSync(keyFile);
  expect(secrets.open(before, "n")).toBe(TEXT);
  const after = secrets.seal(TEXT, "m");
  const next = open();
  expect([next.open(before, "n"), next.open(after, "m")]).toEqual([TEXT, TEXT]);
});

test("a key file that is replaced while the server runs is sealed with from then on", () => {
  const secrets = open();
  const before = secrets.seal(TEXT, "n");
  writeFileSync(keyFile, Buffer.alloc(32, 7).toString("base64"));
  const after = secrets.seal(TEXT, "m");
  expect([secrets.isCurrent(before), secrets.isCurrent(after)]).toEqual([false, true]);
  expect(secrets.open(before, "n")).toBe(TEXT);
  expect(open().open(after, "m")).toBe(TEXT);
});
