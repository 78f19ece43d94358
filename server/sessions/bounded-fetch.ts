/** Discord's longest answer, 200 servers, is under 100 kB. */
const MAX_ANSWER_BYTES = 1_024 * 1_024;

/**
 * The same `fetch`, which reads answers whole and no further than 1 MiB: whatever stands where Discord should be, it
 * fills no memory.
 * @throws Error where an answer is larger
 */
export const boundedFetch =
  (fetcher: typeof fetch): typeof fetch =>
  async (...request) => {
    const { body, status, headers } = await fetcher(...request);
    if (body === null) return new Response(null, { status, headers });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too large");
      chunks.push(chunk);
    }
    return new Response(Buffer.concat(chunks), { status, headers });
  };
