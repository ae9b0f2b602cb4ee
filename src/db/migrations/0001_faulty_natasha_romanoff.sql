CREATE TABLE `yingda_clusters` (
	`id` bigint AUTO_INCREMENT NOT NULL,
	`key` char(32) NOT NULL,
	`account` varchar(64) NOT NULL,
	`mask` varchar(100) NOT NULL,
	`n` int NOT NULL,
	`first_at` datetime(3) NOT NULL,
	`last_at` datetime(3) NOT NULL,
	`wordings` text NOT NULL,
	CONSTRAINT `yingda_clusters_id` PRIMARY KEY(`id`),
	CONSTRAINT `yingda_clusters_key_unique` UNIQUE(`key`)
);
--> statement-breakpoint
CREATE TABLE `yingda_figures` (
	`step` smallint NOT NULL,
	`at` datetime NOT NULL,
	`account` varchar(64) NOT NULL,
	`rule` varchar(190) NOT NULL,
	`outcome` varchar(16) NOT NULL,
	`bucket` tinyint NOT NULL,
	`n` int NOT NULL,
	`retried` int NOT NULL,
	`unreached` int NOT NULL,
	`last_at` datetime(3) NOT NULL,
	CONSTRAINT `yingda_figures_step_at_account_rule_outcome_bucket_pk` PRIMARY KEY(`step`,`at`,`account`,`rule`,`outcome`,`bucket`)
);
--> statement-breakpoint
CREATE TABLE `yingda_progress` (
	`name` varchar(32) NOT NULL,
	`counted` bigint NOT NULL,
	CONSTRAINT `yingda_progress_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE INDEX `yingda_clusters_n` ON `yingda_clusters` (`n`,`id`);--> statement-breakpoint
CREATE INDEX `yingda_clusters_last_at` ON `yingda_clusters` (`last_at`);