import { connect } from "node:net";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import { idsFrom, shardsIn, startBot } from "../../support/bot.ts";
import { openGlanceFeed } from "../../support/glance-feed.ts";
import { ask, from, post } from "../../support/http.ts";
import { openSse } from "../../support/sse.ts";
import { elapsed } from "../../support/until.ts";

/** A server with a crowd before it: where it is, its secret, and shards of its only cluster `main`. */
export interface Place {
  readonly url: string;
  readonly secret: string;
  readonly shardCount: number;
}

/** What one member of the crowd does, again and again; the count rises by each time. */
type Habit = (place: Place, count: number) => Promise<unknown>;

const upTo = (ms: number) => elapsed(Math.random() * ms);

const watch: Habit = async ({ url }) => {
  const stream = await openSse(`${url}/api/v1/feed${Math.random() < 0.3 ? "?after=1" : ""}`);
  await upTo(400);
  stream.close();
};

const watchGlance: Habit = async ({ url }) => {
  const viewer = await openGlanceFeed(url);
  await upTo(400);
  viewer.close();
};

const read: Habit = async ({ url }, count) => {
  const paths = ["/", "/plain", "/api/v1/snapshot", "/api/v1/clusters/main/shards/1", "/readyz", "/find?q=1"];
  await ask(url, paths[count % paths.length] ?? "/");
  await upTo(20);
};

/** The same boots again and again: a new one each time would rightly be remembered. */
const link: Habit = async ({ url, secret, shardCount }, count) => {
  const line = await dialLink(url, { authorization: secret });
  line.send(hello(`soak-${count % 8}`, { shardCount, shardIds: [count % 8] }));
  await line.next();
  await upTo(100);
  line.socket.terminate();
};

/** Wrong in one of many ways, from one of some addresses. */
const err: Habit = async ({ url, secret }, count) => {
  const agent = from(`127.0.1.${count % 50}`);
  const reports = "/api/v1/clusters/main/reports";
  const right = { authorization: secret };
  const wrong = { authorization: `guess ${count}` };
  const asks = [
    () => post(url, "/api/status/main/0/3", { agent, headers: wrong }),
    () => post(url, reports, { agent, headers: wrong, body: "{}" }),
    () => post(url, reports, { agent, headers: right, body: `{"boot":${"[".repeat(100)}` }),
    () => post(url, reports, { agent, headers: { ...right, "content-encoding": "gzip" }, body: "no gzip" }),
    () => ask(url, `/nowhere/${count}`, { agent }),
    () =>
      cutOff(
        url,
        `POST ${reports} HTTP/1.1\r\nHost: x\r\nAuthorization: ${secret}\r\nContent-Length: 99\r\n\r\n{`,
      ),
    () => cutOff(url, "GET / HT"),
    () => cutOff(url, `\x00\x01garbage ${count}\r\n\r\n`),
  ];
  await asks[count % asks.length]?.();
  await upTo(20);
};

/** Sends a beginning, and goes. */
const cutOff = (url: string, text: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    setTimeout(() => socket.destroy(), 20);
  });

const HABITS: readonly (readonly [Habit, number])[] = [
  [watch, 20],
  [watchGlance, 5],
  [read, 2],
  [link, 3],
  [err, 3],
];

/** Lets a crowd come and go until told to stop: viewers, links, wrong requests, and bots whose shards change. */
export const startCrowd = (place: Place) => {
  let isOver = false;
  const deeds = new Map<string, number>();
  const live = async (habit: Habit, member: number) => {
    for (let count = member; !isOver; count += 1) {
      await habit(place, count);
      deeds.set(habit.name, (deeds.get(habit.name) ?? 0) + 1);
    }
  };
  const push = async () => {
    const { url, shardCount, secret } = place;
    const bot = startBot(url, { shardCount, secret });
    for (let count = 0; !isOver; count += 1) {
      await bot.tell(shardsIn(count % 2 === 0 ? "online" : "resuming", idsFrom(8, shardCount)));
      await post(url, "/api/health/main/9", { headers: { authorization: secret } });
      await elapsed(50);
    }
    bot.close();
  };
  const members = HABITS.flatMap(([habit, size]) =>
    Array.from({ length: size }, (_, member) => live(habit, member * 7)),
  );
  const ended = Promise.all([...members, push()]);
  ended.catch(() => {});
  return {
    /** How often each habit was followed so far. */
    deeds: deeds as ReadonlyMap<string, number>,
    /** Resolves once all have gone; rejects where any of them met what it should not. */
    stop: async () => {
      isOver = true;
      await ended;
    },
  };
};
