import { createApp } from "./app.ts";
import { assemblePeople } from "./assemble-people.ts";
import { AudioDesk } from "./audio/desk.ts";
import { AudioService } from "./audio/service.ts";
import type { Probe } from "./audio/vigil.ts";
import { TokenService } from "./auth/service.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Open } from "./db/access.ts";
import { Keeper } from "./db/keeper.ts";
import { createEvents } from "./events.ts";
import { FeedService } from "./feed/service.ts";
import { GlanceFeed } from "./glance/feed.ts";
import { HotPushes } from "./glance/hot-pushes.ts";
import { addressFinder, isLoopback } from "./http/address.ts";
import { createGuard } from "./http/guard.ts";
import { createOutgoing } from "./http/outgoing.ts";
import { publicOrIn } from "./http/reach.ts";
import { LOGO_PATH } from "./http/static.ts";
import { ViewerGate } from "./http/viewer-gate.ts";
import { LinkService } from "./links/service.ts";
import type { Log } from "./log.ts";
import { Mirror } from "./notify/mirror.ts";
import { mirrorMessage } from "./notify/mirror-message.ts";
import type { PageAssets } from "./page/assets.ts";
import { openSecrets } from "./secrets/secrets.ts";
import { ShardService } from "./shards/service.ts";
import { Webhooks } from "./webhooks/service.ts";

/** What the parts of the server are made with; tests bring a clock and a database of their own. */
export interface Foundation {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly open: Open;
  readonly assets: PageAssets;
  readonly webDistDir: string;
  /** For what the server itself asks of others. */
  readonly fetch: typeof fetch;
  /** Looks at audio nodes. */
  readonly probe: Probe;
}

/** Makes every domain's service, ties them to each other, and mounts their routes. Nothing runs before `start`. */
export const assemble = ({ config, log, clock, open, assets, webDistDir, fetch, probe }: Foundation) => {
  const events = createEvents();
  const keeper = new Keeper({ open, clock, events, log });
  const { clusters, healthTimeoutMs } = config;
  const tokens = new TokenService({ keeper, clock, events, log, atStart: config.tokensAtStart });
  const shards = new ShardService({ clusters, healthTimeoutMs, clock, keeper, events, log });
  const secrets = openSecrets({ ...config, log });
  const webhooks =
    config.webhook &&
    new Webhooks({
      ...config.webhook,
      outgoing: createOutgoing({ isAllowed: publicOrIn(config.webhook.allow) }),
      clock,
      keeper,
      log,
    });
  const audio = new AudioService({
    settings: config.audio,
    clock,
    keeper,
    events,
    log,
    sealer: secrets,
    probe,
    send: (event, at, data) => webhooks?.send(event, at, data),
  });
  const audioDesk = new AudioDesk(audio, config.audio.leaseMs);
  const feed = new FeedService({
    clock,
    events,
    clusterNames: clusters.map(({ name }) => name),
    clusters: () => shards.read.snapshots(),
    totals: (name) => shards.read.totals(shards.read.cluster(name)),
    nodes: () => audio.publicFeed.views(),
  });
  const glanceFeed = new GlanceFeed({ shards: shards.read, clock, events });
  const hotPushes = new HotPushes({ shards, log });
  const addressOf = addressFinder(config.trustedProxies);
  const people = assemblePeople({ config, log, clock, events, keeper, fetch, addressOf });
  const links = new LinkService({
    shards,
    audio: audioDesk,
    music: people.music.desk,
    clock,
    events,
    log,
    healthTimeoutMs,
  });
  const renderMirror = () => {
    const { at, monitor, clusters } = feed.snapshot();
    return mirrorMessage({
      at,
      monitor,
      clusters: clusters.map((cluster) => ({
        ...cluster,
        down: shards.read.down(shards.read.cluster(cluster.name)),
      })),
      publicUrl: config.publicUrl,
    });
  };
  const mirror =
    config.discordMirror &&
    new Mirror({ address: config.discordMirror, fetch, clock, keeper, events, log, render: renderMirror });
  let isStopping = false;
  const app = createApp({
    shards,
    feed,
    glanceFeed,
    hotPushes,
    links,
    audio,
    sessions: people.sessions,
    heardFrom: (node) => audioDesk.heardFrom(node),
    players: people.players,
    pictures: people.pictures,
    keys: people.keyParts,
    areNodesPublic: config.audio.publicFields.length > 0,
    gate: new ViewerGate({ total: config.feedMaxViewers, perAddress: config.feedMaxViewersPerAddress }),
    guard: createGuard({
      passphrase: config.passphrase,
      isLoopback: isLoopback(config.host),
      tokens,
      addressOf,
      clock,
      log,
    }),
    addressOf,
    log,
    now: clock.wall,
    monotonic: clock.monotonic,
    isHistoryDegraded: () => keeper.isDegraded,
    isStopping: () => isStopping,
    processesPublic: config.processesPublic,
    corsOrigins: config.corsOrigins,
    publicUrl: config.publicUrl,
    branding: { name: config.brand.name, link: config.brand.link, logo: config.brand.logoFile && LOGO_PATH },
    assets,
    files: { webDistDir, logoFile: config.brand.logoFile },
  });
  return {
    app,
    hotPushes,
    events,
    keeper,
    shards,
    feed,
    links,
    audio,
    music: people.music,
    pictures: people.pictures,
    sessions: people.sessions,
    guildKeys: people.keyParts.keys,
    watching: people.watching,
    /** Opens the database, puts back what was kept, and starts all timers. */
    start: () => {
      keeper.start();
      tokens.start();
      people.sessions.start();
      shards.start();
      feed.start();
      glanceFeed.start();
      links.start();
      people.watching.start();
      audio.start();
      webhooks?.start();
      mirror?.start();
    },
    /** Ends the feeds and the links; pushes under way are still taken. */
    endFeeds: () => {
      isStopping = true;
      webhooks?.stop();
      mirror?.stop();
      feed.stop();
      glanceFeed.stop();
      people.watching.stop();
      links.stop();
    },
    /** Keeps what waits and closes the database; resolves once nothing has to be copied back. */
    close: (): Promise<void> => {
      audio.stop();
      shards.stop();
      tokens.stop();
      people.sessions.stop();
      return keeper.stop();
    },
  };
};
