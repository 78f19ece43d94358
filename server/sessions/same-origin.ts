import type { Asked } from "../http/asked.ts";

/**
 * Whether a page of this server sent the request, as its browser tells: by `Origin`, or by `Sec-Fetch-Site` where that
 * says nothing. A request without either is refused: what a cookie allows comes from browsers, and they send one.
 * @param origin such as `https://status.example`
 */
export const isFromOwnPage = (asked: Asked, origin: string): boolean => {
  const told = asked.header("origin");
  // A page that sends no referrer sends its forms with the origin "null".
  if (told !== undefined && told !== "null") return told === origin;
  return asked.header("sec-fetch-site") === "same-origin";
};
