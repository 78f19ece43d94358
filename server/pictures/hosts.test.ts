import { describe, expect, test } from "vitest";
import { allowedAddress, isPictureHost, ownNetworks } from "./hosts.ts";

describe("what names hosts of pictures", () => {
  test.each([
    "i.ytimg.com",
    "*.sndcdn.com",
    "*.a-b.example.org",
    "xn--bcher-kva.example",
    "http://127.0.0.1:8080",
  ])("%s does", (host) => expect(isPictureHost(host)).toBe(true));
  test.each([
    "*",
    "*.com",
    "com",
    "localhost",
    "*.*.example.com",
    "a*.example.com",
    "https://i.ytimg.com",
    "i.ytimg.com/vi",
    "i.ytimg.com:443",
    "10.0.0.1",
    "*.0.0.1",
    "[::1]",
    "-a.example.com",
    "a..example.com",
    "example.com.",
    "http://127.0.0.1",
    "http://10.0.0.1:80",
    "http://localhost:80",
    `${"a.".repeat(130)}example.com`,
  ])("%s does not", (host) => expect(isPictureHost(host)).toBe(false));
});

describe("an address is asked for where its host is named, by https alone", () => {
  const HOSTS = ["i.ytimg.com", "*.sndcdn.com", "http://127.0.0.1:8080"];
  test.each([
    ["https://i.ytimg.com/vi/x/default.jpg?a=b#c", "https://i.ytimg.com/vi/x/default.jpg?a=b"],
    ["https://I.YTIMG.com:443/x", "https://i.ytimg.com/x"],
    ["https://i1.sndcdn.com/x", "https://i1.sndcdn.com/x"],
    ["https://a.b.sndcdn.com/x", "https://a.b.sndcdn.com/x"],
    ["http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"],
    ["http://i.ytimg.com/x", null],
    ["https://i.ytimg.com:8443/x", null],
    ["https://me@i.ytimg.com/x", null],
    ["https://:me@i.ytimg.com/x", null],
    ["https://i.ytimg.com./x", null],
    ["https://i.ytimg.com.evil.example/x", null],
    ["https://evil.example/i.ytimg.com", null],
    ["https://evil.example#@i.ytimg.com/", null],
    ["https://sndcdn.com/x", null],
    ["https://evilsndcdn.com/x", null],
    ["https://127.0.0.1:8080/x", null],
    ["http://127.0.0.1:8081/x", null],
    ["http://127.0.0.1:8080@evil.example/x", null],
    ["ftp://i.ytimg.com/x", null],
    ["data:image/png;base64,AAAA", null],
    ["no address", null],
  ])("%s: %s", (address, allowed) => expect(allowedAddress(address, HOSTS)).toBe(allowed));
  test("without hosts there are no pictures", () =>
    expect(allowedAddress("https://i.ytimg.com/x", [])).toBeNull());
});

test("hosts lie in public networks alone, but for tests", () => {
  expect(ownNetworks(["i.ytimg.com", "*.sndcdn.com"])).toEqual([]);
  expect(ownNetworks(["i.ytimg.com", "http://127.0.0.1:8080"])).toEqual(["127.0.0.1"]);
});
