import type { MiddlewareHandler } from "hono";
import type { Scope } from "../auth/token.ts";
import { AppError } from "../errors.ts";
import { type Asked, askedIn } from "./asked.ts";
import { type Grant, type Granted, type Guard, requireScope } from "./guard.ts";

/** Someone of staff who is signed in. */
export interface StaffPass {
  /** False once they signed out, or are staff no more. */
  stands(): boolean;
}

/** What is known of people who are signed in. */
export interface StaffDoor {
  /** Who asks, where they are signed in and of staff. */
  staffOf(asked: Asked): StaffPass | null;
  /** Whether a page of this server asks; a browser sends its cookie for others too. */
  isFromOwnPage(asked: Asked): boolean;
}

/** Staff may all that operations may, in every pool. */
export const grantOfStaff = (pass: StaffPass): Grant => ({
  tokenId: null,
  isBySecret: true,
  may: (scope) => scope === "ops" || scope === "read",
  stands: () => pass.stands(),
  noteUse: () => {},
});

/** Lets in staff who are signed in, by a page of this server, and tokens with one of the scopes. */
export const requireStaffOr = (
  guard: Guard,
  door: StaffDoor,
  ...scopes: readonly [Scope, ...Scope[]]
): MiddlewareHandler<Granted> => {
  const byScope = requireScope(guard, ...scopes);
  return async (c, next) => {
    const asked = askedIn(c);
    const pass = asked.header("authorization") === undefined ? door.staffOf(asked) : null;
    if (pass === null) return await byScope(c, next);
    if (!door.isFromOwnPage(asked)) {
      throw new AppError("forbidden", "pages of other sites may do nothing here");
    }
    c.set("grant", grantOfStaff(pass));
    await next();
  };
};
