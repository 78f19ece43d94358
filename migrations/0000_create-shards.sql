CREATE TABLE `monitor` (
	`id` integer PRIMARY KEY NOT NULL,
	`alive_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `processes` (
	`cluster` text NOT NULL,
	`boot` text NOT NULL,
	`seen_order` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`seq` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`cluster`, `boot`)
);
--> statement-breakpoint
CREATE TABLE `set_aside` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source` text NOT NULL,
	`content` text NOT NULL,
	`problem` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `shards` (
	`cluster` text NOT NULL,
	`shard_id` integer NOT NULL,
	`state` text NOT NULL,
	`since_at` integer NOT NULL,
	`timeout_ms` integer NOT NULL,
	`boot` text,
	`reason` text,
	`is_stopped` integer NOT NULL,
	PRIMARY KEY(`cluster`, `shard_id`)
);
--> statement-breakpoint
CREATE TABLE `transitions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cluster` text NOT NULL,
	`shard_id` integer NOT NULL,
	`from_state` text NOT NULL,
	`to_state` text NOT NULL,
	`at` integer NOT NULL,
	`cause` text NOT NULL,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `transitions_of_shard` ON `transitions` (`cluster`,`shard_id`,`id`);