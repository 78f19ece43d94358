import { expect, test } from "vitest";
import { pictureTypeOf } from "./picture-type.ts";
import { testPng } from "./test-picture-host.ts";

const bytesOf = (text: string) => Buffer.from(text, "latin1");
const WEBP = bytesOf("RIFF\x24\0\0\0WEBPVP8 ");
const AVIF = bytesOf("\0\0\0\x20ftypavif\0\0\0\0");

test.each([
  ["image/png", testPng(1), "image/png"],
  ["image/jpeg", bytesOf("\xff\xd8\xff\xe0"), "image/jpeg"],
  ["image/jpg", bytesOf("\xff\xd8\xff\xe0"), "image/jpeg"],
  ["image/webp", WEBP, "image/webp"],
  ["Image/GIF; charset=x", bytesOf("GIF89a"), "image/gif"],
  ["image/gif", bytesOf("GIF87a"), "image/gif"],
  ["image/avif", AVIF, "image/avif"],
  // What it is counts, where its host says another picture.
  ["image/jpeg", WEBP, "image/webp"],
  ["text/html", testPng(1), null],
  ["image/svg+xml", bytesOf("<svg/>"), null],
  ["image/svg+xml", testPng(1), null],
  ["image/png", bytesOf("<svg/>"), null],
  ["image/png", bytesOf("\x89PNG"), null],
  ["image/png", bytesOf(""), null],
  ["image/gif", bytesOf("GIF88a"), null],
  ["image/webp", bytesOf("RIFF\x24\0\0\0WAVEfmt "), null],
  ["image/avif", bytesOf("\0\0\0\x20ftypmp42"), null],
  [undefined, testPng(1), null],
])("what is called %s and begins as %j is %s", (contentType, bytes, type) =>
  expect(pictureTypeOf(contentType, bytes)).toBe(type),
);
