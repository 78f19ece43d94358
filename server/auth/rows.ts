import { z } from "zod";
import { SCOPES } from "./token.ts";

const instant = z.int().min(0).max(8_640_000_000_000_000);
const json = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is no JSON" });
    return z.NEVER;
  }
};

/** A row of `tokens`, its lists parsed. */
export const tokenRow = z.object({
  id: z.string().min(1),
  label: z.string().nullable(),
  scopes: z
    .string()
    .transform(json)
    .pipe(z.array(z.enum(SCOPES))),
  clusters: z.string().transform(json).pipe(z.array(z.string())).nullable(),
  pools: z.string().transform(json).pipe(z.array(z.string())).nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});

/** A row of `token_secrets`. */
export const secretRow = z.object({
  hash: z.string().regex(/^[\da-f]{64}$/),
  tokenId: z.string(),
  untilAt: instant.nullable(),
});
