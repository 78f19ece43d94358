import { LINK_ERRORS, type LinkErrorCode } from "#protocol/link.ts";
import { AppError } from "../errors.ts";

/**
 * A frame as it was sent, before it is known which it is.
 * @throws AppError `invalid`
 */
export const parseFrame = (data: unknown): unknown => {
  if (typeof data !== "string")
    throw new AppError("invalid", "send JSON as a text frame, not as a binary one");
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new AppError("invalid", "each frame must be one JSON object", { cause: error });
  }
};

/** Whether it is an agent that says hello. */
export const isAgent = (frame: unknown): boolean =>
  typeof frame === "object" && frame !== null && "role" in frame && frame.role === "agent";

/** The version of the protocol that a hello speaks. */
export const protocolOf = (frame: unknown): number | undefined =>
  typeof frame === "object" && frame !== null && "protocol" in frame && typeof frame.protocol === "number"
    ? frame.protocol
    : undefined;

/** What a fault is called over the link. */
export const linkErrorOf = (error: AppError): LinkErrorCode =>
  LINK_ERRORS.find((code) => code === error.code) ?? "internal";
