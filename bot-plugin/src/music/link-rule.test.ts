import { expect, test } from "vitest";
import { mayFetch } from "./link-rule.ts";

test.each([
  "https://youtube.test/watch?v=1",
  "http://radio.example:8000/live",
  "https://xn--mnchen-3ya.example./a",
])("%s may be fetched", async (link) => {
  expect(await mayFetch(link, undefined)).toBe(true);
});

test.each([
  "http://169.254.169.254/latest/meta-data/",
  "http://127.0.0.1/x",
  "http://127.0.0.1../x",
  "http://0x7f.1/x",
  "http://2130706433/",
  "http://１０.0.0.1/",
  "http://8.8.8.8/x",
  "http://[::1]/",
  "http://[::ffff:10.0.0.1]/",
  "http://localhost:8080/",
  "http://LOCALHOST./",
  "http://a.localhost../",
  "http://printer/",
  "http://printer.local/",
  "http://nas.home/",
  "http://metadata.google.internal/",
])("%s may not be fetched", async (link) => {
  expect(await mayFetch(link, undefined)).toBe(false);
});

test("a host's own rule allows what is private and refuses what is public, and null leaves it as it is", async () => {
  const rule = ({ hostname }: URL) => {
    if (hostname === "media.internal") return true;
    return hostname.endsWith(".example") ? false : null;
  };
  expect(await mayFetch("http://media.internal/a.mp3", rule)).toBe(true);
  expect(await mayFetch("https://radio.example/", rule)).toBe(false);
  expect(await mayFetch("https://youtube.test/a", rule)).toBe(true);
  expect(await mayFetch("http://10.0.0.1/", rule)).toBe(false);
});

test("a rule may take its time, is not able to change the link, and lets nothing through where it breaks", async () => {
  const slow = async (link: URL) => {
    link.hostname = "youtube.test";
    return null;
  };
  expect(await mayFetch("http://10.0.0.1/", slow)).toBe(false);
  const broken = async () => {
    throw new Error("no name server");
  };
  expect(await mayFetch("https://youtube.test/a", broken)).toBe(false);
});
