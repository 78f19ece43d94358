import { createHmac, timingSafeEqual } from "node:crypto";

/** So many bytes of an HMAC-SHA256 are beyond guessing. */
const SIGNATURE_BYTES = 16;

/** Makes paths of this server out of the addresses of pictures, and knows them again. */
export interface SignedPaths {
  pathOf(address: string): string;
  /** The address; null where this server did not make it. Both as they stand in the path. */
  addressIn(signature: string, encoded: string): string | null;
}

/** Signs with a key: whoever lacks it cannot have this server ask for an address of their choice. */
export const createSignedPaths = (key: Uint8Array): SignedPaths => {
  const sign = (text: string) => createHmac("sha256", key).update(text).digest().subarray(0, SIGNATURE_BYTES);
  return {
    pathOf: (address) => {
      const encoded = Buffer.from(address).toString("base64url");
      return `/pictures/${sign(encoded).toString("base64url")}/${encoded}`;
    },
    addressIn: (signature, encoded) => {
      const given = Buffer.from(signature, "base64url");
      const isOurs = given.length === SIGNATURE_BYTES && timingSafeEqual(given, sign(encoded));
      return isOurs ? Buffer.from(encoded, "base64url").toString() : null;
    },
  };
};
