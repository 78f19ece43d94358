import { LINK_ERRORS, type LinkErrorCode } from "#protocol/link.ts";
import type { AppError } from "../errors.ts";

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
