import { shardlight } from "../support/cli.ts";

/** Who shows which secret to the demo's server. */
export interface DemoTokens {
  readonly bots: string;
  readonly agents: string;
  readonly ops: string;
}

/** Makes the tokens in the folder of a server that is to be started there. */
export const createTokens = async (env: Record<string, string>, dir: string): Promise<DemoTokens> => {
  const create = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await shardlight(["token", "create", ...words], env, dir);
    if (code !== 0) throw new Error(`no token was made: ${stderr}`);
    return stdout;
  };
  return {
    bots: await create("--scope", "report,nodes", "--all-clusters", "--all-pools", "--label", "bots"),
    agents: await create("--scope", "announce", "--all-pools", "--label", "agents"),
    ops: await create("--scope", "ops", "--all-pools", "--label", "operations"),
  };
};
