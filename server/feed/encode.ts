import type { FeedMessage } from "#protocol/feed.ts";

/** A message as one SSE event. @param id where a viewer may resume after it */
export const encode = ({ event, data }: FeedMessage, id?: number): Buffer =>
  encodeText(event, JSON.stringify(data), id);

/** One SSE event of JSON text, which holds no line break, so that one `data` line is enough (HTML Standard, 9.2.6). */
export const encodeText = (event: FeedMessage["event"], data: string, id?: number): Buffer =>
  Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
