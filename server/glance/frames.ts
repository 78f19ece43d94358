/** Opcode of a whole text message from a server, which masks nothing (RFC 6455, 5.2). */
const WHOLE_TEXT = 0x81;

/** Many WebSocket text messages as the bytes that go over the wire, so that they are made once for all viewers. */
export const textFrames = (messages: readonly string[]): Buffer =>
  Buffer.concat(
    messages.flatMap((message) => {
      const payload = Buffer.from(message);
      return [headerOf(payload.length), payload];
    }),
  );

const headerOf = (bytes: number): Buffer => {
  if (bytes < 126) return Buffer.from([WHOLE_TEXT, bytes]);
  const header = Buffer.alloc(bytes < 65_536 ? 4 : 10);
  header[0] = WHOLE_TEXT;
  header[1] = bytes < 65_536 ? 126 : 127;
  if (bytes < 65_536) header.writeUInt16BE(bytes, 2);
  else header.writeBigUInt64BE(BigInt(bytes), 2);
  return header;
};
