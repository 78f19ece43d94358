import type { LinkChannel } from "./transport/channel.ts";

/** Takes lines for the bot's log; `console` and most loggers fit. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** How a bot process tells a Shardlight server of its shards. */
export interface ShardlightOptions {
  /** Where the status page is, such as `https://status.example`. */
  readonly url: string;
  /** A token of the server with scope report for this cluster, or its PASSPHRASE; a server on loopback may go without. */
  readonly token?: string | undefined;
  /** The cluster's name, as the server's CLUSTERS has it. */
  readonly cluster: string;
  /** Time between two whole reports; default 15,000. Changes are told at once. */
  readonly intervalMs?: number | undefined;
  /** How often the gateway wants heartbeats; default 41,250, which is Discord's. */
  readonly heartbeatIntervalMs?: number | undefined;
  /** Id of this run of the process: a new one at each start. Default: random. */
  readonly boot?: string | undefined;
  /** A name for this process, shown to staff, such as `eu-3`. */
  readonly label?: string | undefined;
  /** Default: `console`; null says nothing. */
  readonly logger?: Logger | null | undefined;
}

/** A bot process that reports. */
export interface Shardlight {
  /** Id of this run of the process. */
  readonly boot: string;
  /** Its link to the server, for the adapters of audio nodes and players. */
  readonly channel: LinkChannel;
  /** Says goodbye and ends everything within 2 s: the page shows the shards as stopped. Never rejects. */
  close(): Promise<void>;
}
