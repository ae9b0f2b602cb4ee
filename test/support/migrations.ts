/** Whether nodes of the version before can work on while a migration is under way, and afterwards. */
const HARMLESS = [
  /^CREATE TABLE /,
  /^CREATE INDEX /,
  /^ALTER TABLE `\w+` ADD `\w+` (?!.*\b(UNIQUE|AUTO_INCREMENT|PRIMARY)\b)((?!NOT NULL).)*$/is,
  /^ALTER TABLE `\w+` ADD `\w+` (?!.*\b(UNIQUE|AUTO_INCREMENT|PRIMARY)\b).*DEFAULT /is,
]
/** Above a statement that breaks the rule, with the reason why no node is left that it could break. */
const ALLOWED = /^-- contract: \S.{10,}\n/

/** The statements of a migration that old nodes might not bear. */
export const dangersIn = (migration: string): string[] =>
  migration
    .split('--> statement-breakpoint')
    .map((statement) => statement.trim())
    .filter((statement) => !ALLOWED.test(statement) && !HARMLESS.some((harmless) => harmless.test(statement)))
