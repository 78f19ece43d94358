import { Hono } from "hono";
import { expect, test } from "vitest";
import { createLog } from "../log.ts";
import { answerError } from "./errors.ts";
import type { Guard } from "./guard.ts";
import { requireStaffOr, type StaffDoor } from "./staff.ts";

/** A route for operations: a token is good where it is "ops", a cookie where it is "staff", from a page that says so. */
const routeFor = (stands = () => true) => {
  const guard: Guard = (asked) =>
    asked.header("authorization") === "Bearer ops"
      ? { tokenId: "t", isBySecret: true, may: () => true, stands, noteUse: () => {} }
      : "no_secret";
  const door: StaffDoor = {
    staffOf: (asked) => (asked.header("cookie") === "staff" ? { stands } : null),
    isFromOwnPage: (asked) => asked.header("origin") === "https://status.example",
  };
  const app = new Hono().post("/", requireStaffOr(guard, door, "ops"), (c) => {
    const grant = c.get("grant");
    return c.json([grant.may("ops", "any"), grant.may("nodes", "any"), grant.stands()]);
  });
  app.onError((error, c) => answerError(error, c, createLog("silent")));
  return (headers: Record<string, string>) => app.request("/", { method: "POST", headers });
};

const OWN = { origin: "https://status.example" };

test("staff who are signed in may what operations may, from the server's own pages, and are handed no nodes", async () => {
  const ask = routeFor();
  expect(await (await ask({ cookie: "staff", ...OWN })).json()).toEqual([true, false, true]);
  expect((await ask({ cookie: "staff" })).status).toBe(403);
  expect((await ask({ cookie: "staff", origin: "https://evil.example" })).status).toBe(403);
});

test("a token is asked for of all others, and counts alone where there is one", async () => {
  const ask = routeFor();
  expect((await ask({ authorization: "Bearer ops" })).status).toBe(200);
  expect((await ask({ cookie: "visitor", ...OWN })).status).toBe(401);
  expect((await ask({ cookie: "staff", authorization: "Bearer wrong", ...OWN })).status).toBe(401);
});
