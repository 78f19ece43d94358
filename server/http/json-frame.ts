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
