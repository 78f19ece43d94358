CREATE TABLE `mirror_messages` (
	`webhook` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL
);
