import { createApp } from "./app.ts";
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
import { addressFinder, isLoopback, wholeAddressFinder } from "./http/address.ts";
import { createGuard } from "./http/guard.ts";
import { createOutgoing } from "./http/outgoing.ts";
import { publicOrIn } from "./http/reach.ts";
import { LOGO_PATH } from "./http/static.ts";
import { ViewerGate } from "./http/viewer-gate.ts";
import { AllowLists } from "./keys/allow-lists.ts";
import { keyDoor } from "./keys/key-door.ts";
import { GuildKeys } from "./keys/service.ts";
import { LinkService } from "./links/service.ts";
import type { Log } from "./log.ts";
import { createControl } from "./music/control.ts";
import { MusicService } from "./music/service.ts";
import { Mirror } from "./notify/mirror.ts";
import { mirrorMessage } from "./notify/mirror-message.ts";
import type { PageAssets } from "./page/assets.ts";
import { discordIconAddress } from "./pictures/discord-icon.ts";
import { ownNetworks } from "./pictures/hosts.ts";
import { Pictures } from "./pictures/service.ts";
import { openSecrets } from "./secrets/secrets.ts";
import { SessionService } from "./sessions/service.ts";
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
  const pictures = new Pictures({
    hosts: config.pictureHosts,
    outgoing: createOutgoing({ isAllowed: publicOrIn(ownNetworks(config.pictureHosts)) }),
    clock,
    log,
  });
  const music = new MusicService({
    clock,
    pictureOf: pictures.pathOf,
    invite: (cluster, { userId, name, guildId, guildName }) =>
      sessions.invite({ userId, name, guildId, guildName, cluster }),
  });
  const sessions = new SessionService({
    ...config,
    keeper,
    clock,
    events,
    log,
    fetch,
    rolesOf: (userId, guildId) => music.rolesOf(userId, guildId),
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
  const links = new LinkService({
    shards,
    audio: audioDesk,
    music: music.desk,
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
  const addressOf = addressFinder(config.trustedProxies);
  const wholeAddressOf = wholeAddressFinder(config.trustedProxies);
  const keys = new GuildKeys({ keeper, clock, events });
  const allowLists = new AllowLists({ keeper, clock, events });
  const control = createControl({
    music,
    clock,
    events,
    log,
    maxStreams: config.feedMaxViewers,
    iconUrlOf: (guildId, hash) => pictures.pathOf(discordIconAddress(guildId, hash)),
    clusterNames: clusters.map(({ name }) => name),
    sessionOf: (asked) => sessions.viewerOf(asked),
    keyOf: keyDoor({
      keys,
      addressOf,
      clock,
      isAllowed: (asked, guildId) => allowLists.allows(wholeAddressOf(asked), guildId),
    }),
    isFromOwnPage: (asked) => sessions.isFromOwnPage(asked),
    assertAllowed: (asked, guildId) => allowLists.assertAllowed(wholeAddressOf(asked), guildId),
  });
  let isStopping = false;
  const app = createApp({
    shards,
    feed,
    glanceFeed,
    hotPushes,
    links,
    audio,
    sessions,
    heardFrom: (node) => audioDesk.heardFrom(node),
    players: control.routes,
    pictures,
    keys: { keys, allowLists, addressOf: wholeAddressOf, manager: control.manager },
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
    music,
    pictures,
    sessions,
    guildKeys: keys,
    watching: control.watching,
    /** Opens the database, puts back what was kept, and starts all timers. */
    start: () => {
      keeper.start();
      tokens.start();
      sessions.start();
      shards.start();
      feed.start();
      glanceFeed.start();
      links.start();
      control.watching.start();
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
      control.watching.stop();
      links.stop();
    },
    /** Keeps what waits and closes the database; resolves once nothing has to be copied back. */
    close: (): Promise<void> => {
      audio.stop();
      shards.stop();
      tokens.stop();
      sessions.stop();
      return keeper.stop();
    },
  };
};
