CREATE TABLE `yingda_effects` (
	`key` char(32) NOT NULL,
	`fan` varchar(64) NOT NULL,
	`ticket` char(4) NOT NULL,
	`answered` mediumtext,
	`expires_at` timestamp NOT NULL,
	CONSTRAINT `yingda_effects_key` PRIMARY KEY(`key`)
);
--> statement-breakpoint
CREATE TABLE `yingda_messages` (
	`id` bigint AUTO_INCREMENT NOT NULL,
	`key` char(32) NOT NULL,
	`account` varchar(64) NOT NULL,
	`fan` varchar(64),
	`kind` varchar(64) NOT NULL,
	`text` text NOT NULL,
	`heard` text NOT NULL,
	`rule` varchar(190),
	`outcome` varchar(16) NOT NULL,
	`ms` int NOT NULL,
	`attempt` tinyint NOT NULL,
	`at` datetime(3) NOT NULL,
	CONSTRAINT `yingda_messages_id` PRIMARY KEY(`id`),
	CONSTRAINT `yingda_messages_key_unique` UNIQUE(`key`)
);
--> statement-breakpoint
CREATE TABLE `yingda_pages` (
	`fan` varchar(64) NOT NULL,
	`rest` mediumtext NOT NULL,
	`shown_by` char(32),
	`expires_at` timestamp NOT NULL,
	CONSTRAINT `yingda_pages_fan` PRIMARY KEY(`fan`)
);
--> statement-breakpoint
CREATE TABLE `yingda_pending` (
	`fan` varchar(64) NOT NULL,
	`waiting` text NOT NULL,
	`taken_by` char(32),
	`expires_at` timestamp NOT NULL,
	CONSTRAINT `yingda_pending_fan` PRIMARY KEY(`fan`)
);
--> statement-breakpoint
CREATE TABLE `yingda_secrets` (
	`name` varchar(32) NOT NULL,
	`value` varchar(128) NOT NULL,
	CONSTRAINT `yingda_secrets_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE TABLE `yingda_works` (
	`key` char(32) NOT NULL,
	`fan` varchar(64) NOT NULL,
	`ticket` char(4) NOT NULL,
	`question` text NOT NULL,
	`is_command` boolean NOT NULL,
	`attempts` tinyint NOT NULL,
	`alive_until` timestamp(3) NOT NULL,
	`answered` mediumtext,
	`expires_at` timestamp NOT NULL,
	CONSTRAINT `yingda_works_key` PRIMARY KEY(`key`)
);
--> statement-breakpoint
CREATE INDEX `yingda_effects_fan` ON `yingda_effects` (`fan`,`ticket`);--> statement-breakpoint
CREATE INDEX `yingda_effects_expires_at` ON `yingda_effects` (`expires_at`);--> statement-breakpoint
CREATE INDEX `yingda_messages_at` ON `yingda_messages` (`at`);--> statement-breakpoint
CREATE INDEX `yingda_messages_fan` ON `yingda_messages` (`fan`);--> statement-breakpoint
CREATE INDEX `yingda_pages_expires_at` ON `yingda_pages` (`expires_at`);--> statement-breakpoint
CREATE INDEX `yingda_pending_expires_at` ON `yingda_pending` (`expires_at`);--> statement-breakpoint
CREATE INDEX `yingda_works_fan` ON `yingda_works` (`fan`,`ticket`);--> statement-breakpoint
CREATE INDEX `yingda_works_expires_at` ON `yingda_works` (`expires_at`);