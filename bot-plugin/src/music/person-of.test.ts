import { expect, test } from "vitest";
import { personOf } from "./person-of.ts";

const ID = "175928847299117063";
const thrower = {
  id: ID,
  username: "ann",
  get displayName(): string {
    throw new Error("partial");
  },
};

test.each([
  ["a user", { id: ID, username: "ann", globalName: "Ann", token: "secret" }, { id: ID, name: "Ann" }],
  ["a member", { nickname: "Annie", user: { id: ID, username: "ann" } }, { id: ID, name: "Annie" }],
  [
    "a member without a name of its own",
    { id: ID, user: { id: ID, username: "ann" } },
    { id: ID, name: "ann" },
  ],
  ["an id", ID, { id: ID, name: ID }],
  ["an id as bigint", BigInt(ID), { id: ID, name: ID }],
  ["a member that names its user by id", { user: ID, displayName: "Ann" }, { id: ID, name: "Ann" }],
  ["one whose fields throw", thrower, { id: ID, name: "ann" }],
  ["a name that is none", { id: ID, displayName: "\n", username: 7 }, { id: ID, name: ID }],
  ["a number, which has lost its last digits", Number(ID), null],
  ["a name alone", { username: "ann" }, null],
  ["no id of Discord's", { id: "<script>" }, null],
  ["nothing", undefined, null],
])("%s tells who it is", (_, marked, person) => {
  expect(personOf(marked)).toEqual(person);
});
