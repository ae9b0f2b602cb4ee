CREATE TABLE `yingda_logouts` (
	`session` char(24) NOT NULL,
	`expires_at` timestamp NOT NULL,
	CONSTRAINT `yingda_logouts_session` PRIMARY KEY(`session`)
);
--> statement-breakpoint
CREATE INDEX `yingda_logouts_expires_at` ON `yingda_logouts` (`expires_at`);