import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NodeDetail, StaffNode } from "#protocol/audio-view.ts";
import { idsFrom } from "../../support/bot.ts";
import { ask } from "../../support/http.ts";
import { until } from "../../support/until.ts";
import { type House, openHouse } from "../holes/house.ts";
import { measure } from "../measure.ts";
import { expectWholeHistory, NodeLedger } from "./node-ledger.ts";
import { expectSoundRows } from "./rows.ts";
import { steerNodes } from "./stewards.ts";

const TIMES = measure({ short: 4, full: 60 });
const PATH = "/api/v1/audio/nodes";

let house: House;
let secret: string;
const ledger = new NodeLedger();
const read = async <T>(path: string): Promise<T> => {
  const answer = await ask(house.server.url, path, { headers: { authorization: `Bearer ${secret}` } });
  expect(answer.status).toBe(200);
  return answer.json<T>();
};

beforeAll(async () => {
  house = await openHouse();
  secret = house.token("create", "--scope", "ops,announce", "--pool", "main");
});
afterAll(() => house.dispose());

describe(`a server killed ${TIMES} times while audio nodes are announced and steered`, () => {
  test.each(idsFrom(1, TIMES + 1))(
    "has all that was answered after death %i, with its history",
    async (time) => {
      const { server } = house;
      const enough = ledger.answered + 20 + Math.floor(Math.random() * 60);
      const steered = steerNodes({ url: server.url, secret, ledger });
      await until("enough is answered", () => ledger.answered >= enough);
      await server.kill();
      await steered;
      await server.restart({ DATABASE_SYNC: time % 2 === 0 ? "normal" : "full" });
      const { nodes } = await read<{ nodes: StaffNode[] }>(PATH);
      ledger.compare(nodes);
      expect(nodes.filter(({ trouble }) => trouble === "password_lost")).toEqual([]);
      for (const { id } of nodes.slice(-40)) expectWholeHistory(await read<NodeDetail>(`${PATH}/${id}`));
      expectSoundRows(server.databasePath);
      expect(server.logs.filter(({ level }) => level === "error")).toEqual([]);
    },
  );
});
