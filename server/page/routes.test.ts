import { describe, expect, test } from "vitest";
import type { NodeView } from "#protocol/audio-view.ts";
import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ProcessVisibility } from "#protocol/process.ts";
import type { ShardSummary } from "#protocol/shard-detail.ts";
import { countStates, type ShardState } from "#protocol/state.ts";
import { encodeStateRuns } from "#protocol/state-runs.ts";
import { createTestServer } from "../test-server.ts";
import type { People } from "./account.ts";
import { pageRoutes } from "./routes.ts";

const NOW = Date.UTC(2026, 10, 21, 21, 14);
const EVIL = `</script><img src=x onerror="alert('1')">`;
/** Shard 41 of 360, and 5 of 6. */
const GUILD = String((41n + 360n * 662_000_000n) << 22n);

const cluster = (name: string, states: readonly ShardState[]) => ({
  name,
  shardCount: states.length,
  states: encodeStateRuns(states),
  totals: {
    states: countStates(states),
    guilds: { reporting: 0, total: 0, down: 0, unavailable: 0 },
    stopped: 0,
    latencyMs: null,
    processes: 1,
  },
});

const states = (count: number, down: readonly number[] = []) =>
  Array.from({ length: count }, (_, id): ShardState => (down.includes(id) ? "unhealthy" : "online"));

const summary = (id: number, state: ShardState): ShardSummary => ({
  id,
  state,
  since: NOW - 100_000,
  lastHeard: NOW - 130_000,
  latencyMs: 41,
  guilds: 1_146,
  unavailableGuilds: null,
  reconnects: null,
  reason: null,
});

const page = (
  clusters: FeedSnapshot["clusters"],
  name = "Astro",
  processes: ProcessVisibility = "counts",
  more: Pick<FeedSnapshot, "nodes"> = {},
  people: People = { hasSignIn: false, viewer: null },
) =>
  pageRoutes({
    snapshot: () => ({ at: NOW, id: 7, monitor: { history: "ok", blind: null }, clusters, ...more }),
    shard: (_cluster, id) => summary(id, id === 41 ? "unhealthy" : "online"),
    branding: { name, link: null, logo: null },
    processes,
    assets: {
      script: "/assets/main.js",
      preloads: [],
      nodesPreloads: ["/assets/nodes.js"],
      player: { preloads: ["/assets/player.js"], styles: ["/assets/player.css"] },
      styles: ["/assets/main.css"],
      icons: {
        up: "/assets/up.svg",
        down: "/assets/down.svg",
        changing: "/assets/changing.svg",
        unknown: "/assets/unknown.svg",
      },
    },
    people: () => people,
    now: () => NOW,
  });

const CLUSTERS = [cluster("main", states(360, [41])), cluster("patron_1", states(6))];

const textOf = async (answer: Response | Promise<Response>): Promise<string> => (await answer).text();

const ask = (q: string, app: Pick<ReturnType<typeof page>, "request"> = page(CLUSTERS)) =>
  app.request("/find", {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ q }),
  });

describe("the page", () => {
  test("is true before any script runs", async () => {
    const html = await textOf(page(CLUSTERS).request("/"));
    expect(html).toContain("1 of 366 shards is down: ");
    expect(html).toContain('data-cluster="main" data-shard=41 data-state=unhealthy>41</i>');
    expect(html.match(/<i role=option/g)).toHaveLength(366);
    expect(html).toContain("1 shard unhealthy: 41");
    expect(html).toContain("All 6 shards are online");
    expect(html).toContain('href="/assets/down.svg"');
  });

  test("has one tab stop in each grid", async () => {
    const html = await textOf(page(CLUSTERS).request("/"));
    expect(html.match(/tabindex=0/g)).toHaveLength(2);
  });

  test("hands its snapshot to the script unharmed", async () => {
    const html = await textOf(page([cluster(EVIL, states(3))]).request("/"));
    const json = /<script type="application\/json" id="snapshot">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
    expect(JSON.parse(json).clusters[0].name).toBe(EVIL);
  });

  test("lets no name become markup", async () => {
    const html = await textOf(page([cluster(EVIL, states(3))], EVIL).request("/"));
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=");
  });

  test("forbids what it does not need", async () => {
    const { headers } = await page(CLUSTERS).request("/");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; /);
    expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
  });

  test("is drawn as the reader's cookie says", async () => {
    const headers = { Cookie: "shardlight_look=dark.compact.off.page" };
    const html = await textOf(page(CLUSTERS).request("/", { headers }));
    expect(html).toContain('data-theme="dark" data-density="compact" data-pulse="off"');
    expect(html).toContain("data-tiny");
  });

  test("takes nothing from the cookie that is not on the list", async () => {
    const headers = { Cookie: 'shardlight_look="><script>alert(1)</script>' };
    const html = await textOf(page(CLUSTERS).request("/", { headers }));
    expect(html).toContain('data-theme="system"');
    expect(html).not.toContain("alert(1)");
  });
});

describe("the audio nodes", () => {
  const withNodes = (nodes: readonly NodeView[]) =>
    textOf(page(CLUSTERS, "Astro", "counts", { nodes }).request("/"));
  const node = (id: string, more: Partial<NodeView> = {}): NodeView => ({
    id,
    pool: "main",
    state: "active",
    isAway: false,
    label: `Frankfurt ${id}`,
    load: 0.384,
    ...more,
  });

  test("are in the HTML, with what is public of them", async () => {
    const html = await withNodes([node("1"), node("2", { state: "draining", load: null })]);
    expect(html).toContain("Audio nodes");
    expect(html).toContain("1 being emptied");
    expect(html).toContain("Frankfurt 1");
    expect(html).toContain("38% load");
    expect(html).toContain("Bots play music through it.");
    expect(html.indexOf("Frankfurt 2")).toBeLessThan(html.indexOf("Frankfurt 1"));
    expect(html).toContain('<link rel="modulepreload" href="/assets/nodes.js">');
  });

  test("take no room where there are none, nor does their module", async () => {
    for (const html of [await textOf(page(CLUSTERS).request("/")), await withNodes([])]) {
      expect(html).not.toContain("Audio nodes");
      expect(html).not.toContain("nodes.js");
    }
  });

  test("let no label become markup", async () => {
    const html = await withNodes([node("1", { label: EVIL, region: EVIL, sources: { [EVIL]: "limited" } })]);
    expect(html).not.toContain("<img");
  });

  test("of several pools stand under their names", async () => {
    const html = await withNodes([node("1"), node("2", { pool: "patrons" })]);
    expect(html).toContain("<h3>main</h3>");
    expect(html).toContain("<h3>patrons</h3>");
  });
});

describe("the finder without JavaScript", () => {
  test("answers in words for each cluster, and marks the cells", async () => {
    const html = await textOf(ask(` see https://discord.com/channels/${GUILD}/1/2 !`));
    expect(html).toContain("Your server is on shard 41 of main. ");
    expect(html).toContain("It is not answering.");
    expect(html).toContain("Silent for 2 min 10 s");
    expect(html).toContain("Your server is on shard 5 of patron_1. ");
    expect(html).toContain('data-shard=41 data-state=unhealthy aria-current="true"');
    expect(html.match(/aria-current/g)).toHaveLength(2);
  });

  test("says what is wrong with a paste, and gives it back as text", async () => {
    const html = await textOf(ask(EVIL));
    expect(html).toContain("too short for a server’s ID");
    expect(html).not.toContain("<img");
    expect(html).not.toContain("aria-current");
  });

  test("leaves the answer of one reader out of the page of the next", async () => {
    const app = page(CLUSTERS);
    await ask(GUILD, app);
    expect(await textOf(app.request("/"))).not.toContain("aria-current");
  });

  test("finds nothing in a form of another kind", async () => {
    const headers = { "Content-Type": "multipart/form-data; boundary=x" };
    const answer = await page(CLUSTERS).request("/find", { method: "POST", headers, body: "no such form" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("Paste the ID of your server first");
  });

  test("takes no more than a paste", async () => {
    // The whole app: what its routes throw is answered there.
    const { app, endFeeds, close } = createTestServer();
    const answer = await ask("1".repeat(5_000), app);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: "too_large" } });
    endFeeds();
    close();
  });

  test("has no page of its own", async () => {
    const answer = await page(CLUSTERS).request("/find");
    expect(answer.status).toBe(302);
    expect(answer.headers.get("Location")).toBe("/");
  });
});

test("who can sign in is told where, and who is signed in is shown their servers instead", async () => {
  const at = (people: People) => textOf(page(CLUSTERS, "Astro", "counts", {}, people).request("/"));
  expect(await at({ hasSignIn: false, viewer: null })).not.toContain("/auth/sign-in");
  expect(await at({ hasSignIn: true, viewer: null })).toContain('href="/auth/sign-in?to=/"');
  const signedIn = await at({
    hasSignIn: true,
    viewer: { name: "Nelly <b>", isStaff: true, isByLink: false, oldGuilds: null },
  });
  expect(signedIn).not.toContain("/auth/sign-in");
  expect(signedIn).toContain("<shardlight-servers");
  expect(signedIn).toContain('data-viewer="staff"');
});

test("who is signed in is named, by whatever way they came, and may send forms from the page", async () => {
  const viewer = { name: 'Mia "M" <b>', isStaff: false, isByLink: true, oldGuilds: null };
  for (const path of ["/", "/servers/81384788765712384"]) {
    const answer = await page(CLUSTERS, "Astro", "counts", {}, { hasSignIn: false, viewer }).request(path);
    expect(answer.headers.get("Referrer-Policy")).toBe("same-origin");
    const text = await textOf(answer);
    expect(text).toContain(
      "<b><bdi>Mia &quot;M&quot; &lt;b&gt;</bdi></b>, by a link of the bot, for one server.",
    );
    expect(text).toContain('<form method="post" action="/auth/sign-out">');
    expect(text).not.toContain("Look again");
  }
});

test.each([
  [null, false],
  ["trouble", true],
] as const)(
  "where Discord told nothing anew for %s, the page of a player says so: %s",
  async (fault, isSaid) => {
    const oldGuilds = { at: NOW - 1_200_000, fault };
    const viewer = { name: "Mia", isStaff: false, isByLink: false, oldGuilds };
    const app = page(CLUSTERS, "Astro", "counts", {}, { hasSignIn: true, viewer });
    const text = await textOf(app.request("/servers/81384788765712384?cluster=main"));
    expect(text.includes("Discord is not answering. What is known of your servers is 20 min old.")).toBe(
      isSaid,
    );
    const again = `/auth/sign-in?to=${encodeURIComponent("/servers/81384788765712384?cluster=main")}`;
    expect(text.includes(`href="${again}"`)).toBe(isSaid);
  },
);

test("the page of a server's music holds nothing of the server but its ID", async () => {
  const app = page(CLUSTERS);
  const answer = await app.request("/servers/81384788765712384");
  expect(answer.headers.get("Content-Security-Policy")).toContain("img-src 'self'");
  expect(await textOf(answer)).toContain('data-guild="81384788765712384"');
  expect((await app.request("/servers/1")).status).toBe(404);
  expect((await app.request("/servers/%3Cscript%3E")).status).toBe(404);
});
