CREATE TABLE `guild_allow_lists` (
	`guild_id` text PRIMARY KEY NOT NULL,
	`networks` text NOT NULL,
	`changed_by` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `guild_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`label` text NOT NULL,
	`scope` text NOT NULL,
	`hash` text NOT NULL,
	`made_by` text NOT NULL,
	`made_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE TABLE `one_time_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`guild_id` text NOT NULL,
	`guild_name` text NOT NULL,
	`cluster` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`avatar` text,
	`via` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`guilds` text NOT NULL,
	`guilds_at` integer NOT NULL,
	`cluster` text
);
