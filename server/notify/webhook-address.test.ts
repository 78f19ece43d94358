import { expect, test } from "vitest";
import { parseWebhookAddress } from "./webhook-address.ts";

const ID = "1289460000000000001";
const SECRET = "a-Secret_0";
const API = `https://discord.com/api/v10/webhooks/${ID}/${SECRET}`;

test.each([
  [`https://discord.com/api/webhooks/${ID}/${SECRET}`, ID, `${API}?wait=true`, `${API}/messages/7`],
  [`https://discord.com/api/v9/webhooks/${ID}/${SECRET}`, ID, `${API}?wait=true`, `${API}/messages/7`],
  [
    `https://discord.com/api/webhooks/${ID}/${SECRET}?thread_id=1300000000000000000`,
    `${ID}/1300000000000000000`,
    `${API}?wait=true&thread_id=1300000000000000000`,
    `${API}/messages/7?thread_id=1300000000000000000`,
  ],
])("%s is posted to and edited with its version and thread", (text, key, postUrl, editUrl) => {
  const address = parseWebhookAddress(text);
  expect([address?.key, address?.postUrl, address?.editUrl("7")]).toEqual([key, postUrl, editUrl]);
});

test("plain http is taken on loopback alone", () => {
  const path = `/api/webhooks/${ID}/${SECRET}`;
  expect(parseWebhookAddress(`http://127.0.0.1:8080${path}`)?.postUrl).toContain(
    "http://127.0.0.1:8080/api/",
  );
  expect(parseWebhookAddress(`http://discord.com${path}`)).toBeNull();
  expect(parseWebhookAddress(`http://127.0.0.1.example${path}`)).toBeNull();
});

test.each([
  "",
  "discord",
  `https://example.com/api/webhooks/${ID}/${SECRET}`,
  `https://discord.com.example/api/webhooks/${ID}/${SECRET}`,
  `https://discord.com@example.com/api/webhooks/${ID}/${SECRET}`,
  `https://someone@discord.com/api/webhooks/${ID}/${SECRET}`,
  `https://discord.com:8443/api/webhooks/${ID}/${SECRET}`,
  `https://discord.com/api/webhooks/${ID}`,
  `https://discord.com/api/webhooks/${ID}/${SECRET}/slack`,
  `https://discord.com/api/webhooks/${ID}/${SECRET}?thread_id=x`,
  `https://discord.com/channels/${ID}/1`,
])("%s is no webhook of Discord's", (text) => {
  expect(parseWebhookAddress(text)).toBeNull();
});
