ALTER TABLE `transitions` ADD `previous_id` integer;--> statement-breakpoint
ALTER TABLE `shards` ADD `last_transition_id` integer;--> statement-breakpoint
UPDATE `transitions` SET `previous_id` = (SELECT max(`earlier`.`id`) FROM `transitions` AS `earlier` WHERE `earlier`.`cluster` = `transitions`.`cluster` AND `earlier`.`shard_id` = `transitions`.`shard_id` AND `earlier`.`id` < `transitions`.`id`);--> statement-breakpoint
UPDATE `shards` SET `last_transition_id` = (SELECT max(`latest`.`id`) FROM `transitions` AS `latest` WHERE `latest`.`cluster` = `shards`.`cluster` AND `latest`.`shard_id` = `shards`.`shard_id`);--> statement-breakpoint
DROP INDEX `transitions_of_shard`;
