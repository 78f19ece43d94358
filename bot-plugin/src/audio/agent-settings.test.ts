import { expect, test } from "vitest";
import { readAgentSettings, UsageError } from "./agent-settings.ts";

const ENV = {
  SHARDLIGHT_URL: "https://status.example",
  SHARDLIGHT_TOKEN: "a-token",
  NODE_ADDRESS: "http://203.0.113.7:2333",
  NODE_PASSWORD: "youshallnotpass",
};
const FILES: Readonly<Record<string, string>> = {
  "/run/token": "from-file\n",
  "/run/word": " secret \n",
  "/run/none": "\n",
};

const read = (args: readonly string[], env: Record<string, string | undefined> = ENV, hostName = "eu 1") =>
  readAgentSettings(args, {
    env,
    hostName,
    readFile: (path) => {
      const content = FILES[path];
      if (content === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return content;
    },
  });

const faultOf = (args: readonly string[], env?: Record<string, string | undefined>): string => {
  try {
    read(args, env);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "none";
};

test("variables alone are enough, and the name is the machine's, made fit", () => {
  expect(read([])).toEqual({
    options: {
      url: "https://status.example",
      token: "a-token",
      nodes: [
        {
          name: "eu-1",
          address: "http://203.0.113.7:2333",
          password: "youshallnotpass",
          pool: undefined,
          reachAs: undefined,
          label: undefined,
          region: undefined,
          canary: undefined,
        },
      ],
    },
    warnings: [],
  });
});

test("an option wins over its variable, and a variable that is empty is none", () => {
  const env = { ...ENV, NODE_POOL: "stage", NODE_LABEL: "", NODE_REGION: "eu" };
  const [node] = read(["--pool", "main", "--name=n1", "--reach-as", "http://127.0.0.1:2333"], env).options
    .nodes;
  expect(node).toMatchObject({ pool: "main", name: "n1", region: "eu", reachAs: "http://127.0.0.1:2333" });
  expect(node?.label).toBeUndefined();
});

test("secrets come from files too, without the space around them", () => {
  const { options } = read(["--token-file", "/run/token"], { ...ENV, NODE_PASSWORD_FILE: "/run/word" });
  expect([options.token, options.nodes[0]?.password]).toEqual(["from-file", "secret"]);
});

test.each([
  [["--token", "hush-hush"], "--token is not taken"],
  [["--token=hush-hush"], "--token is not taken"],
  [["--password", "hush-hush"], "NODE_PASSWORD or --password-file"],
  [["hush-hush"], "options alone"],
  [["--tokn=hush-hush"], "Unknown option '--tokn'"],
  [["--url", "https://me:hush-hush@status.example"], "no user and no password"],
  [["--address", "http://me:hush-hush@10.0.0.7"], "`address`: such as"],
])("secrets as arguments are refused and not said again: %j", (args, fault) => {
  expect(faultOf(args)).toContain(fault);
  expect(faultOf(args)).not.toContain("hush-hush");
});

test.each([
  [[], { ...ENV, SHARDLIGHT_URL: undefined }, "--url (or SHARDLIGHT_URL) is missing"],
  [[], { ...ENV, NODE_ADDRESS: "" }, "--address (or NODE_ADDRESS) is missing"],
  [[], { ...ENV, NODE_PASSWORD: undefined }, "set NODE_PASSWORD or --password-file"],
  [[], { ...ENV, NODE_PASSWORD: "a\nb" }, "`password`: 1 to 128 printable"],
  [[], { ...ENV, SHARDLIGHT_TOKEN: "a b" }, "the token holds characters"],
  [["--url", "status.example"], ENV, "`url` must be the status page's address"],
  [["--address", "10.0.0.7:2333"], ENV, "`address`: such as http://"],
  [["--reach-as", "ftp://x"], ENV, "`reachAs`: such as http://"],
  [["--name", "a b"], ENV, "`name`: 1 to 64 letters"],
  [["--token-file", "/run/gone"], ENV, "/run/gone cannot be read (ENOENT)"],
  [["--password-file", "/run/none"], ENV, "/run/none is empty"],
  [["--url"], ENV, "Option '--url <value>' argument missing"],
])("what is wrong is said with what would be right: %j", (args, env, fault) => {
  expect(faultOf(args, env)).toContain(fault);
});

test.each(["http://127.0.0.1:2333", "http://localhost:2333", "http://[::1]:2333", "http://0.0.0.0:2333"])(
  "%s is reached by no bot elsewhere, which is said",
  (address) => {
    expect(read(["--address", address]).warnings).toEqual([expect.stringContaining("do not reach")]);
  },
);

test.each([
  ["Node_7.eu", "Node_7.eu", 0],
  ["-übel-", "bel-", 0],
  ["", "node", 0],
  ["9f86d081884c", "9f86d081884c", 1],
])("a machine called %j makes a node called %s, with %i warnings", (hostName, name, warnings) => {
  const { options, warnings: said } = read([], ENV, hostName);
  expect(options.nodes[0]?.name).toBe(name);
  expect(said).toHaveLength(warnings);
});
