import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { describeFeedContract, describeSilenceContract } from "./feed-contract.ts";
import { describeAuthorizationContract, describeHttpContract } from "./http-contract.ts";
import { status, type Target, targetAt } from "./target.ts";

/**
 * `CONTRACT_URL=http://host:port npx vitest run e2e/glance` holds any server against the contract. It pushes to
 * shards 0 to 7 of `CONTRACT_CLUSTER` (default main) with `CONTRACT_PASSPHRASE`.
 */
const { CONTRACT_URL, CONTRACT_PASSPHRASE, CONTRACT_CLUSTER = "main" } = process.env;
const OURS = { CLUSTERS: "main:60;patron_1:6" };

const withTarget = (env: Record<string, string>, describeContract: (target: () => Target) => void) => {
  let server: TestServer | undefined;
  let target: Target | undefined;
  beforeAll(async () => {
    if (CONTRACT_URL === undefined) server = await startServer({ ...OURS, ...env });
    const passphrase = CONTRACT_URL === undefined ? env["PASSPHRASE"] : CONTRACT_PASSPHRASE;
    target = await targetAt(server?.url ?? CONTRACT_URL ?? "", passphrase ?? null, CONTRACT_CLUSTER);
  });
  afterAll(() => server?.dispose());
  describeContract(() => {
    if (target === undefined) throw new Error("there is no server");
    return target;
  });
};

const hasSecret = CONTRACT_URL === undefined || CONTRACT_PASSPHRASE !== undefined;

describe("with a passphrase, a bot written for Glance", () => {
  withTarget({ PASSPHRASE: "open sesame" }, (target) => {
    describeHttpContract(target);
    describe.runIf(hasSecret)("authorization", () => describeAuthorizationContract(target));
  });
});

// A server may know a bot that has pushed before on the same connection, and answer it another way.
describe("with a passphrase and a connection that stays open, a bot written for Glance", () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterAll(() => agent.destroy());
  withTarget({ PASSPHRASE: "open sesame" }, (target) => {
    const kept = () => ({ ...target(), agent });
    beforeAll(async () => {
      expect((await status(kept(), 0, 3)).status).toBe(204);
    });
    describeHttpContract(kept);
    describe.runIf(hasSecret)("authorization", () => describeAuthorizationContract(kept));
  });
});

describe.runIf(CONTRACT_URL === undefined)("without a passphrase, a bot written for Glance", () => {
  withTarget({}, describeHttpContract);
});

describe("a page written for Glance", () => {
  withTarget({ PASSPHRASE: "open sesame" }, describeFeedContract);
});

describe.runIf(CONTRACT_URL === undefined)("silence", () => {
  withTarget({ HEALTH_TIMEOUT: "0.5" }, (target) => describeSilenceContract(target, 2_000));
});
