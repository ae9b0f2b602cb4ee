CREATE TABLE `parts` (
	`code` varchar(32) NOT NULL,
	`workstation` varchar(100) NOT NULL,
	`updated_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
	CONSTRAINT `parts_code` PRIMARY KEY(`code`)
);
