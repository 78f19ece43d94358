import { afterEach, beforeEach, expect, test } from "vitest";
import { createOutgoing, type OutgoingParts } from "../http/outgoing.ts";
import { isPublicAddress } from "../http/reach.ts";
import { createLog } from "../log.ts";
import { createTestClock } from "../test-clock.ts";
import { Pictures } from "./service.ts";
import { startPictureHost } from "./test-picture-host.ts";

let host: Awaited<ReturnType<typeof startPictureHost>>;
beforeEach(async () => {
  host = await startPictureHost();
});
afterEach(() => host.close());

const create = (outgoing: Partial<OutgoingParts> = {}, patienceMs = 5_000) => {
  const clock = createTestClock();
  const pictures = new Pictures({
    hosts: [host.url, "pictures.example"],
    outgoing: createOutgoing({ isAllowed: () => true, ...outgoing }),
    clock,
    log: createLog("silent"),
    patienceMs,
  });
  const ask = (address: string, visitor = "192.0.2.1") => {
    const [, , signature = "", encoded = ""] = pictures.pathOf(address)?.split("/") ?? [];
    return pictures.find(signature, encoded, visitor);
  };
  return { ask, clock };
};

test("a host that does not answer in time is given up", async () => {
  const { ask } = create({}, 50);
  await expect(ask(`${host.url}/held`)).rejects.toMatchObject({ code: "picture_unavailable" });
});

test("what was had is asked for again after a day", async () => {
  const { ask, clock } = create();
  for (const wait of [0, 86_399_999, 1]) {
    clock.advance(wait);
    await ask(`${host.url}/good.png`);
  }
  expect(host.asked).toHaveLength(2);
});

test.each(["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])(
  "a named host whose name stands for %s is not asked",
  async (address) => {
    const looked: string[] = [];
    const { ask } = create({
      isAllowed: isPublicAddress,
      lookup: (name, _, callback) => {
        looked.push(name);
        callback(null, [{ address, family: address.includes(":") ? 6 : 4 }]);
      },
    });
    await expect(ask("https://pictures.example/good.png")).rejects.toMatchObject({
      code: "picture_unavailable",
    });
    expect([looked, host.asked]).toEqual([["pictures.example"], []]);
  },
);

test("so many are asked for at once, so many wait, and the next is told to come back", async () => {
  const { ask } = create();
  const all = Array.from({ length: 16 + 128 }, (_, number) =>
    ask(`${host.url}/held?${number}`, `visitor ${number}`),
  );
  for (const picture of all) picture.catch(() => {});
  await expect(ask(`${host.url}/good.png`)).rejects.toMatchObject({ code: "too_many_pictures" });
  await expect.poll(() => host.asked.length).toBe(16);
  host.release();
  await Promise.allSettled(all);
  expect(host.asked).toHaveLength(16 + 128);
  expect(await ask(`${host.url}/good.png`)).toMatchObject({ type: "image/png" });
});

test("one visitor cannot have this server ask without end, and keeps nobody else from it", async () => {
  const { ask, clock } = create();
  for (let number = 0; number < 300; number += 1) await ask(`${host.url}/good.png?${number}`, "one");
  await expect(ask(`${host.url}/good.png?more`, "one").catch((error) => error.code)).resolves.toBe(
    "too_fast",
  );
  expect(await ask(`${host.url}/good.png?1`, "one")).toMatchObject({ type: "image/png" });
  expect(await ask(`${host.url}/good.png?more`, "other")).toMatchObject({ type: "image/png" });
  clock.advance(1_000);
  expect(await ask(`${host.url}/good.png?later`, "one")).toMatchObject({ type: "image/png" });
});
