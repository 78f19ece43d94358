import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_FAILURE_CHARS } from "./audio-link.ts";
import { readException } from "./lavalink-exception.ts";

const BROKEN = {
  message: "Something broke when playing the track.",
  severity: "fault",
  cause: "java.lang.RuntimeException: Not success status code: 403",
  causeStackTrace: [
    "com.sedmelluq.discord.lavaplayer.tools.FriendlyException: Something broke when playing the track.",
    "\tat com.sedmelluq.discord.lavaplayer.tools.ExceptionTools.wrapUnfriendlyExceptions(ExceptionTools.java:45)",
    "Caused by: java.io.IOException: Connection is gone",
    "\tat com.sedmelluq.discord.lavaplayer.tools.io.PersistentHttpStream.connect(PersistentHttpStream.java:429)",
    "Caused by: java.lang.RuntimeException: Not success status code: 403",
    "\t... 4 common frames omitted",
  ].join("\n"),
};
const BROKEN_TEXT = [
  "Something broke when playing the track.",
  "java.lang.RuntimeException: Not success status code: 403",
  "Caused by: java.io.IOException: Connection is gone",
].join("\n");

test.each([
  ["an event", { op: "event", type: "TrackExceptionEvent", exception: BROKEN }, BROKEN_TEXT],
  ["a load result of Lavalink", { loadType: "error", data: BROKEN }, BROKEN_TEXT],
  ["a load result of NodeLink", { loadType: "error", exception: BROKEN }, BROKEN_TEXT],
  ["an exception", BROKEN, BROKEN_TEXT],
  [
    "clients that failed one by one, without the frames between them",
    {
      message:
        "(yts.version: 1.18.2) All clients failed to load the item.\n\n" +
        "Client [WEB] failed: Sign in to confirm you’re not a bot\n" +
        "    at dev.lavalink.youtube.clients.skeleton.Client.getPlayabilityStatus(Client.java:94)\n\n" +
        "Client [MWEB] failed: Not success status code: 403\n",
      cause: "dev.lavalink.youtube.AllClientsFailedException: (yts.version: 1.18.2)",
    },
    "(yts.version: 1.18.2) All clients failed to load the item.\n" +
      "Client [WEB] failed: Sign in to confirm you’re not a bot\n" +
      "Client [MWEB] failed: Not success status code: 403\n" +
      "dev.lavalink.youtube.AllClientsFailedException: (yts.version: 1.18.2)",
  ],
  [
    "causes that were set aside",
    {
      message: "All clients failed to load the item. See suppressed exceptions for details.",
      causeStackTrace: "x\n\tSuppressed: dev.lavalink.youtube.ClientException: This video requires login.",
    },
    "All clients failed to load the item. See suppressed exceptions for details.\n" +
      "Suppressed: dev.lavalink.youtube.ClientException: This video requires login.",
  ],
  [
    "an address with a signature, which is left out",
    {
      message: null,
      cause: "IOException: Invalid status code from https://cdn.example/a.opus?Policy=s3cr3t&x=1: 403",
    },
    "IOException: Invalid status code from https://cdn.example/a.opus 403",
  ],
  [
    "an error of the REST API",
    { status: 500, message: "failed to load track", trace: "" },
    "failed to load track",
  ],
  ["no exception", { loadType: "empty", data: null }, ""],
  ["a text", "Sign in", ""],
  ["nothing", null, ""],
])("the text of %s is read", (_which, json, text) => {
  expect(readException(json)).toBe(text);
});

test("a long stack takes nothing from message and cause", () => {
  const stack = "Caused by: java.io.IOException: again\n"
    .repeat(50)
    .replace(/again/g, () => `${Math.random()}`);
  const text = readException({ message: "m".repeat(500), cause: "c".repeat(400), causeStackTrace: stack });
  expect(text.startsWith(`${"m".repeat(500)}\n${"c".repeat(400)}\nCaused by: `)).toBe(true);
  expect(text).toHaveLength(MAX_FAILURE_CHARS);
});

test("a long message leaves room for the cause", () => {
  const text = readException({ message: "m".repeat(5_000), cause: "java.net.BindException: Cannot assign" });
  expect(text.endsWith("\njava.net.BindException: Cannot assign")).toBe(true);
  expect(text).toHaveLength(MAX_FAILURE_CHARS);
});

test("no character is cut in half", () => {
  const text = readException({ message: "🎵".repeat(600) });
  expect(text.endsWith("🎵")).toBe(true);
});

test("whatever a node tells, its text is short enough", () => {
  const field = fc.oneof(fc.string({ maxLength: 3_000 }), fc.anything());
  const exception = fc.record({ message: field, cause: field, causeStackTrace: field }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), exception, fc.record({ data: exception }), fc.record({ exception })),
      (json) => {
        expect(readException(json).length).toBeLessThanOrEqual(MAX_FAILURE_CHARS);
      },
    ),
  );
});
