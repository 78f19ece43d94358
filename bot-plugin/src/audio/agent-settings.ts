import { parseArgs } from "node:util";
import { checkedUrl, type NodeAgentOptions, nodesToWatch } from "./agent-options.ts";

/** A command line that cannot be followed; the message says what would be right. */
export class UsageError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "UsageError";
  }
}

/** What the settings are read from. */
export interface AgentEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostName: string;
  /** @throws where it cannot be read */
  readonly readFile: (path: string) => string;
}

/** How the agent is to run, and what a person should know of it first. */
export interface AgentSettings {
  readonly options: NodeAgentOptions;
  readonly warnings: readonly string[];
}

const VARIABLE_OF = {
  url: "SHARDLIGHT_URL",
  address: "NODE_ADDRESS",
  "reach-as": "NODE_REACH_AS",
  name: "NODE_NAME",
  pool: "NODE_POOL",
  label: "NODE_LABEL",
  region: "NODE_REGION",
  canary: "NODE_CANARY",
  "token-file": "SHARDLIGHT_TOKEN_FILE",
  "password-file": "NODE_PASSWORD_FILE",
} as const;
const SECRET_OF = { token: "SHARDLIGHT_TOKEN", password: "NODE_PASSWORD" } as const;

type Option = keyof typeof VARIABLE_OF;
type Secret = keyof typeof SECRET_OF;

const text = { type: "string" } as const;
const OPTIONS = {
  url: text,
  address: text,
  "reach-as": text,
  name: text,
  pool: text,
  label: text,
  region: text,
  canary: text,
  "token-file": text,
  "password-file": text,
  // Known, so that they can be refused with the right word.
  token: text,
  password: text,
} satisfies Record<Option | Secret, typeof text>;

/**
 * Reads what stands after `node-agent`, and the variables.
 * @throws UsageError, which holds no secret
 */
export const readAgentSettings = (
  args: readonly string[],
  { env, hostName, readFile }: AgentEnvironment,
): AgentSettings => {
  const words = wordsIn(args);
  const setting = (option: Option) => filled(words[option]) ?? filled(env[VARIABLE_OF[option]]);
  const needed = (option: "url" | "address") => {
    const value = setting(option);
    if (value === undefined) throw new UsageError(`--${option} (or ${VARIABLE_OF[option]}) is missing`);
    return value;
  };
  const secret = (name: Secret) => {
    const path = setting(`${name}-file`);
    return path === undefined ? filled(env[SECRET_OF[name]]) : contentOf(path, readFile);
  };
  const password = secret("password");
  const options = {
    url: needed("url"),
    token: secret("token"),
    nodes: [
      {
        name: setting("name") ?? fitName(hostName),
        address: needed("address"),
        password: password ?? "",
        pool: setting("pool"),
        reachAs: setting("reach-as"),
        label: setting("label"),
        region: setting("region"),
        canary: setting("canary"),
      },
    ],
  };
  if (password === undefined)
    throw new UsageError("the node's password is missing: set NODE_PASSWORD or --password-file");
  assertFit(options);
  return { options, warnings: [...warningsOf(options, setting("name") === undefined)] };
};

const wordsIn = (args: readonly string[]): Partial<Record<Option, string>> => {
  const { values, positionals } = parsed(args);
  for (const name of ["token", "password"] as const) {
    if (values[name] === undefined) continue;
    throw new UsageError(
      `--${name} is not taken, for everyone on this machine can see arguments: set ${SECRET_OF[name]} or --${name}-file`,
    );
  }
  if (positionals.length > 0) throw new UsageError("node-agent takes options alone, such as --url URL");
  return values;
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence names the option; what follows is advice for other programs.
    const [fault = "wrong options"] = error instanceof Error ? error.message.split(/[.\n]/, 1) : [];
    throw new UsageError(fault, { cause: error });
  }
};

const filled = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

const contentOf = (path: string, readFile: (path: string) => string): string => {
  let content: string;
  try {
    content = readFile(path).trim();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "unknown fault";
    throw new UsageError(`${path} cannot be read (${code})`, { cause: error });
  }
  if (content === "") throw new UsageError(`${path} is empty`);
  return content;
};

/** @throws UsageError */
const assertFit = ({ url, token, nodes }: NodeAgentOptions): void => {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new UsageError("the token holds characters that no token has");
  try {
    checkedUrl(url);
    nodesToWatch(nodes);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "wrong options", { cause: error });
  }
};

/** A machine's name as a node's: letters, digits, or . _ -, the first a letter or digit. */
const fitName = (hostName: string): string =>
  hostName
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 64) || "node";

const warningsOf = function* ({ nodes }: NodeAgentOptions, isNameOfMachine: boolean): Iterable<string> {
  for (const { address, name } of nodes) {
    if (isLoopback(new URL(address).hostname))
      yield `bots on other machines do not reach ${address}: --address is what they dial, --reach-as what this agent dials`;
    if (isNameOfMachine && /^[0-9a-f]{12}$/.test(name))
      yield `the node is called ${name}, after its container, and is another one with the next: give it a --name`;
  }
};

const isLoopback = (host: string): boolean =>
  /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/i.test(host);
