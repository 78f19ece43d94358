import { randomBytes } from "node:crypto";
import { keyIdIn, openBox, sealBox } from "./box.ts";
import { KeyRing, type RingParts } from "./ring.ts";

/** Encrypts what is kept at rest. */
export interface Secrets {
  /**
   * Encrypts a text, to be opened in the same context alone, such as the id of what it belongs to.
   * @throws KeyFault where there is no key, and none can be made
   */
  seal(text: string, context: string): string;
  /** The text in a box; null where its key is not there or it is damaged, which is logged once. */
  open(box: string, context: string): string | null;
  /** Whether it was sealed with the key of now; else whoever owns it seals it anew. */
  isCurrent(box: string): boolean;
}

/** Nothing is read or made before the first use. */
export const openSecrets = (parts: RingParts): Secrets => {
  const ring = new KeyRing(parts);
  const said = new Set<string>();
  const sayOnce = (about: string, sentence: string): null => {
    if (!said.has(about)) parts.log.error(sentence);
    said.add(about);
    return null;
  };
  return {
    seal: (text, context) => sealBox(ring.toSeal(), { text, context }, randomBytes),
    open: (box, context) => {
      const keyId = keyIdIn(box);
      const key = keyId === null ? undefined : ring.find(keyId);
      if (keyId !== null && key === undefined) {
        return sayOnce(
          `key ${keyId}`,
          `passwords were encrypted with a key that is not there (${keyId}): set SECRET_KEY_PREVIOUS to it, ` +
            "put its secret.key back beside the database, or give the audio nodes' passwords again",
        );
      }
      const text = key === undefined ? null : openBox(key, box, context);
      return (
        text ?? sayOnce(`box of ${context}`, `the encrypted password of ${context} is damaged: give it again`)
      );
    },
    isCurrent: (box) => {
      const id = keyIdIn(box);
      return id !== null && id === ring.currentId;
    },
  };
};
