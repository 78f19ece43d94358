import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { keyIdIn, openBox, sealBox } from "./box.ts";
import { boxKeyOf } from "./key.ts";

const key = boxKeyOf("a text of enough randomness for all");
const seal = (text: string, context = "node 1") => sealBox(key, { text, context }, randomBytes);

test.each(["youshallnotpass", "", "pässwörd 🔑", "x".repeat(500)])(
  "%.20s comes out as it went in",
  (text) => {
    expect(openBox(key, seal(text), "node 1")).toBe(text);
  },
);

test("a box tells its version and its key, and nothing of the text", () => {
  const box = seal("youshallnotpass");
  expect(box).toMatch(/^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]+$/);
  expect(keyIdIn(box)).toBe(key.id);
  expect(Buffer.from(box.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("pass");
});

test("the same text is never sealed alike", () => {
  expect(new Set(Array.from({ length: 100 }, () => seal("same").split(".")[2])).size).toBe(100);
});

test("a box does not open in another context, nor with another key", () => {
  const box = seal("youshallnotpass");
  const other = boxKeyOf("another text of enough randomness");
  expect(openBox(key, box, "node 2")).toBeNull();
  expect(openBox(other, box, "node 1")).toBeNull();
  expect(openBox(other, box.replace(key.id, other.id), "node 1")).toBeNull();
});

test("a box in which any one letter was changed does not open", () => {
  const box = seal("youshallnotpass");
  for (let place = 0; place < box.length; place += 1) {
    const letter = box[place] === "A" ? "Q" : "A";
    expect(openBox(key, `${box.slice(0, place)}${letter}${box.slice(place + 1)}`, "node 1")).toBeNull();
  }
});

test.each([
  "",
  "youshallnotpass",
  "v2.AAAAAAAA.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA",
  "v1...",
  "v1.AAAAAAAA",
])("%s is no box", (text) => {
  expect(keyIdIn(text)).toBeNull();
  expect(openBox(key, text, "node 1")).toBeNull();
});

test("a text stands for the same key for ever", () => {
  const box = "v1.lBjqbOyf.AAECAwQFBgcICQoL.eisfDTHa5kx0XUJISNzll55bosDitObTE85XD7mpDA";
  expect(openBox(boxKeyOf("0123456789abcdefghijklmnopqrstuv"), box, "node 1")).toBe("youshallnotpass");
});
