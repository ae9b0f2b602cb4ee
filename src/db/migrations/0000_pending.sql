CREATE TABLE `yingda_pending` (
	`fan` char(64) NOT NULL,
	`waiting` text NOT NULL,
	`expires_at` timestamp NOT NULL,
	CONSTRAINT `yingda_pending_fan` PRIMARY KEY(`fan`)
);
--> statement-breakpoint
CREATE INDEX `yingda_pending_expires_at` ON `yingda_pending` (`expires_at`);