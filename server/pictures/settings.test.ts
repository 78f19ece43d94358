import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../config.ts";

test("hosts are named with or without a star, and none are by default", () => {
  const read = (hosts: string) => readConfig({ PICTURE_HOSTS: hosts }).pictureHosts;
  expect(read(" I.ytimg.com , *.sndcdn.com,")).toEqual(["i.ytimg.com", "*.sndcdn.com"]);
  expect(read("")).toEqual([]);
});

test.each(["*", "https://i.ytimg.com", "i.ytimg.com,10.0.0.1"])(
  "PICTURE_HOSTS=%s is told what is wanted",
  (hosts) => {
    const read = () => readConfig({ PICTURE_HOSTS: hosts });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/^PICTURE_HOSTS: names of hosts such as i\.ytimg\.com, or \*\.sndcdn\.com/);
  },
);
