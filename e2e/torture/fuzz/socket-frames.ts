/** A frame of a WebSocket (RFC 6455, 5.2), of which nothing needs to be right. Texts are bytes, a letter each. */
export interface SocketFrame {
  /** 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong; all others are reserved. */
  readonly opcode: number;
  readonly payload: string;
  readonly isFinal?: boolean;
  /** Bits that no extension gave a meaning to: 0 to 7. */
  readonly reserved?: number;
  /** What a client has to do. */
  readonly isMasked?: boolean;
  /** What it says its length is, where that is not what it is. */
  readonly toldLength?: string;
}

const MASK = Buffer.from([7, 77, 177, 217]);
const SIXTEEN_BITS = 65_535;

const lengthOf = (length: bigint): Buffer => {
  if (length < 126n) return Buffer.from([Number(length)]);
  const long = Buffer.alloc(length > SIXTEEN_BITS ? 9 : 3);
  if (length > SIXTEEN_BITS) {
    long[0] = 127;
    long.writeBigUInt64BE(length, 1);
  } else {
    long[0] = 126;
    long.writeUInt16BE(Number(length), 1);
  }
  return long;
};

/** The frame as a client sends it. */
export const encodeFrame = (frame: SocketFrame): Buffer => {
  const { opcode, isFinal = true, reserved = 0, isMasked = true, toldLength } = frame;
  const payload = Buffer.from(frame.payload, "latin1");
  const length = lengthOf(toldLength === undefined ? BigInt(payload.length) : BigInt(toldLength));
  length[0] = (length[0] ?? 0) | (isMasked ? 0x80 : 0);
  if (isMasked)
    for (let at = 0; at < payload.length; at += 1) payload[at] = (payload[at] ?? 0) ^ (MASK[at % 4] ?? 0);
  const first = Buffer.from([(isFinal ? 0x80 : 0) | (reserved << 4) | opcode]);
  return Buffer.concat([first, length, isMasked ? MASK : Buffer.alloc(0), payload]);
};

/** A frame of the server's, which masks none. */
export interface ToldFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The whole frames in what a server has sent. */
export const decodeFrames = (bytes: Buffer): readonly ToldFrame[] => {
  const frames: ToldFrame[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const headEnd = at + 2 + ({ 126: 2, 127: 8 }[short] ?? 0);
    if (headEnd > bytes.length) break;
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    if (headEnd + length > bytes.length) break;
    frames.push({ opcode: (bytes[at] ?? 0) & 0x0f, payload: bytes.subarray(headEnd, headEnd + length) });
    at = headEnd + length;
  }
  return frames;
};
