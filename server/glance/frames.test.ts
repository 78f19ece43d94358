import { createRequire } from "node:module";
import type { Writable } from "node:stream";
import { expect, test } from "vitest";
import { textFrames } from "./frames.ts";

/** The library's own reader of frames, which its types leave out. */
const { Receiver } = createRequire(import.meta.url)("ws") as {
  Receiver: new (options: { isServer: boolean }) => Writable;
};

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
  "a message of %i bytes is read back by a WebSocket library",
  async (bytes) => {
    const messages = ["x".repeat(bytes), "é", "end"];
    const received: string[] = [];
    const receiver = new Receiver({ isServer: false });
    receiver.on("message", (data: Buffer) => received.push(data.toString()));
    const done = new Promise((resolve) =>
      receiver.on("message", (data: Buffer) => data.toString() === "end" && resolve(null)),
    );
    receiver.write(textFrames(messages));
    await done;
    expect(received).toEqual(messages);
  },
);
