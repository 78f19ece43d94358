/** What a browser may be shown as a picture. No SVG: that is a document, and may hold scripts. */
export type PictureType = "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif";

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Begins as https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern says; AVIF as its own specification. */
const beginsAs: Readonly<Record<PictureType, (bytes: Uint8Array) => boolean>> = {
  "image/png": (bytes) => latin(bytes, 0, 8) === "\x89PNG\r\n\x1a\n",
  "image/jpeg": (bytes) => latin(bytes, 0, 3) === "\xff\xd8\xff",
  "image/webp": (bytes) => latin(bytes, 0, 4) === "RIFF" && latin(bytes, 8, 14) === "WEBPVP",
  "image/gif": (bytes) => /^GIF8[79]a$/.test(latin(bytes, 0, 6)),
  "image/avif": (bytes) => /^ftypavi[fs]$/.test(latin(bytes, 4, 12)),
};

const TYPES = Object.keys(beginsAs) as readonly PictureType[];
/** What hosts call them; some say one and send another, and a few have this old name. */
const NAMES: ReadonlySet<string> = new Set([...TYPES, "image/jpg"]);

/** The type of a picture by its first bytes; null where its host does not call it a picture, or it is none. */
export const pictureTypeOf = (contentType: string | undefined, bytes: Uint8Array): PictureType | null => {
  const name = (contentType ?? "").split(";", 1)[0] ?? "";
  if (!NAMES.has(name.trim().toLowerCase())) return null;
  return TYPES.find((type) => beginsAs[type](bytes)) ?? null;
};
