import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { signedHeaders, signingKey } from "./signature.ts";

type ReadWebhook = (headers: IncomingHttpHeaders, body: string, secret: string) => unknown;

/** The function of the README's section on webhooks, as it stands there. */
const readmeExample = async (): Promise<ReadWebhook> => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const [, code] = /\n## Webhooks\n.*?\n```js\n(.*?)\n```\n/s.exec(readme) ?? [];
  if (code === undefined) throw new Error("the README has no example");
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, "example.mjs");
  writeFileSync(path, code);
  const { readWebhook } = (await import(pathToFileURL(path).href)) as { readWebhook: ReadWebhook };
  return readWebhook;
};

const BODY = JSON.stringify({ type: "node.retired", data: { label: "hôte 3" } });

test.each(["whsec_aGVsbG8gd29ybGQh", "any text of 24 characters"])(
  "the README's example reads what is signed with %s, and nothing else",
  async (secret) => {
    const readWebhook = await readmeExample();
    const now = Date.now();
    const sign = (at: number) => signedHeaders(signingKey(secret), { id: "msg_1", at, body: BODY });
    const good = sign(now);
    const signature = String(good["webhook-signature"]);
    expect(readWebhook(good, BODY, secret)).toEqual(JSON.parse(BODY));
    expect(
      readWebhook({ ...good, "webhook-signature": `v1,bm8= ${signature}` }, BODY, secret),
    ).not.toBeNull();
    const wrong: readonly IncomingHttpHeaders[] = [
      {},
      sign(now - 301_000),
      sign(now + 302_000),
      { ...good, "webhook-id": "msg_2" },
      { ...good, "webhook-timestamp": String(Number(good["webhook-timestamp"]) + 1) },
      { ...good, "webhook-signature": "" },
      { ...good, "webhook-signature": `v2,${signature.slice(3)}` },
      { ...good, "webhook-signature": `v1,${"x".repeat(44)}` },
      { ...good, "webhook-signature": `v1,${"é".repeat(44)}` },
    ];
    for (const headers of wrong) expect(readWebhook(headers, BODY, secret)).toBeNull();
    expect(readWebhook(good, `${BODY} `, secret)).toBeNull();
    expect(readWebhook(good, BODY, secret.replace("a", "b"))).toBeNull();
  },
);
