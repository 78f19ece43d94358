CREATE TABLE `audio_node_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`node_id` text NOT NULL,
	`at` integer NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`cause` text NOT NULL,
	`reason` text,
	FOREIGN KEY (`node_id`) REFERENCES `audio_nodes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `audio_node_events_of_node` ON `audio_node_events` (`node_id`);--> statement-breakpoint
CREATE TABLE `audio_nodes` (
	`id` text PRIMARY KEY NOT NULL,
	`pool` text NOT NULL,
	`name` text NOT NULL,
	`label` text NOT NULL,
	`region` text,
	`address` text NOT NULL,
	`address_at` integer NOT NULL,
	`password_box` text,
	`state` text NOT NULL,
	`since_at` integer NOT NULL,
	`cause` text NOT NULL,
	`reason` text,
	`note` text,
	`has_agent` integer NOT NULL,
	`has_been_active` integer NOT NULL,
	`drain_deadline_at` integer,
	`drain_end` text,
	`announced_at` integer NOT NULL,
	`too_old_at` integer,
	`info` text,
	`sources` text NOT NULL,
	`planner` text
);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`failures` integer NOT NULL,
	`next_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `tokens` ADD `pools` text DEFAULT '[]';