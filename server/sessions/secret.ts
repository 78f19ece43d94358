import { createHash, randomBytes } from "node:crypto";

/** Of a secret that nobody can guess, in characters of base64url. */
const SECRET_BYTES = 32;

/** A new secret: 256 random bits in base64url. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** What is kept of a secret: SHA-256 in hexadecimal digits. It has 256 random bits, so that it need not be slow to guess. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
