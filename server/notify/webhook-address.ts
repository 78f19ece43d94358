/** A Discord webhook: where its messages are posted and edited. Both addresses hold its secret and are never told. */
export interface WebhookAddress {
  /** The webhook's id, with `/<thread id>` where it posts into a thread; no secret. */
  readonly key: string;
  /** POST here posts, and answers with the message. */
  readonly postUrl: string;
  /** PATCH there edits the message of this id. */
  editUrl(messageId: string): string;
}

const PATH = /^\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{17,20})\/([\w-]{1,120})$/;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;

/**
 * Reads an address as Discord's "Copy Webhook URL" gives it, with `?thread_id=` where one was added; null for any
 * other, and for any host but discord.com (or plain http on loopback, for tests).
 */
export const parseWebhookAddress = (text: string): WebhookAddress | null => {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, host, hostname, pathname, searchParams, origin } = url;
  const isDiscord = protocol === "https:" && host === "discord.com";
  const isTest = protocol === "http:" && LOOPBACK.test(hostname);
  const [, id, secret] = PATH.exec(pathname) ?? [];
  const thread = searchParams.get("thread_id");
  const isPlain = url.username === "" && url.password === "" && url.hash === "";
  if (!(isDiscord || isTest) || !isPlain || id === undefined || secret === undefined) return null;
  if (thread !== null && !/^\d{17,20}$/.test(thread)) return null;
  const base = `${origin}/api/v10/webhooks/${id}/${secret}`;
  return {
    key: thread === null ? id : `${id}/${thread}`,
    postUrl: `${base}?wait=true${thread === null ? "" : `&thread_id=${thread}`}`,
    editUrl: (messageId) => `${base}/messages/${messageId}${thread === null ? "" : `?thread_id=${thread}`}`,
  };
};
