/** Gateway opcodes that the fake speaks (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway). */
export const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  voiceStateUpdate: 4,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

/** Gateway close codes, by what they mean. From `authenticationFailed` on they are fatal, but for `sessionTimedOut`. */
export const CLOSE = {
  unknownError: 4000,
  decodeError: 4002,
  notAuthenticated: 4003,
  alreadyAuthenticated: 4005,
  invalidSeq: 4007,
  sessionTimedOut: 4009,
  authenticationFailed: 4004,
  invalidShard: 4010,
  shardingRequired: 4011,
  invalidApiVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

/** One frame in either direction. */
export interface Packet {
  readonly op: number;
  readonly d?: unknown;
  readonly s?: number;
  readonly t?: string;
}

/** A client's word, or null where it is not JSON with an opcode. */
export const parsePacket = (text: string): Packet | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "op" in value && typeof value.op === "number"
      ? { ...value, op: value.op }
      : null;
  } catch {
    return null;
  }
};

/** The fields of an object, all unknown; none where it is no object. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
