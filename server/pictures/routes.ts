import { Hono } from "hono";
import type { AddressOf } from "../http/address.ts";
import { askedIn } from "../http/asked.ts";
import type { Pictures } from "./service.ts";

const HEADERS = {
  "Cache-Control": "public, max-age=86400, immutable",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Pictures of other hosts, for whoever was given their signed path. */
export const pictureRoutes = ({
  pictures,
  addressOf,
}: {
  readonly pictures: Pictures;
  readonly addressOf: AddressOf;
}) =>
  new Hono().get("/pictures/:signature/:address", async (c) => {
    const { signature, address } = c.req.param();
    const { type, bytes, tag } = await pictures.find(signature, address, addressOf(askedIn(c)));
    const headers = { ...HEADERS, ETag: tag };
    if (isKnown(c.req.header("if-none-match"), tag)) return c.body(null, 304, headers);
    return c.body(bytes, 200, { ...headers, "Content-Type": type, "Content-Length": String(bytes.length) });
  });

/** Compares as `If-None-Match` wants it: weak or not (RFC 9110, 13.1.2). */
const isKnown = (given: string | undefined, tag: string): boolean =>
  given?.trim() === "*" || (given ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
