/** What to do next, for every error that we foresee. */
export const HINTS = {
  SETTINGS_INVALID: '改好这些设置再启动；每一项的说明见 docs/settings.md。',
  DATABASE_UNREACHABLE:
    '检查 DATABASE_URL（或 DATABASE_READ_URL）里的主机、端口、用户、密码和库名，并确认 MySQL 在运行。',
  DATABASE_FOLDER_UNSAFE: '让它只属于当前用户（chown、chmod 700），或用 DATA_DIR 换一个目录。',
  EMBEDDED_DATABASE_FAILED: '看上面日志里的原因；也可以设 DATABASE_URL 使用已有的 MySQL。',
  MIGRATION_FAILED: '检查数据库用户有没有建表的权限，以及 drizzle/schema.ts 里的表是否已经以别的结构存在。',
  MIGRATION_LOCKED: '另一个节点正在升级表结构；等它完成后再启动。',
  RULES_MISSING: '检查 RULES_DIR；它应为本项目里的一个目录，默认是 rules。',
  RULES_BROKEN: '按每一条的提示改好规则文件，再试一次。',
  DATA_DIR_UNUSABLE: '检查 DATA_DIR 的路径和权限，或换一个目录。',
  TOKEN_INVALID: '删掉这个文件，下次启动会重新生成；或设 WECHAT_TOKEN。',
  LISTEN_FAILED: '检查 HOST、PORT、CONSOLE_HOST 和 CONSOLE_PORT；主机应为本机的一个地址。',
  PORT_IN_USE: '用 PORT 或 CONSOLE_PORT 换一个端口，例如：PORT=3100 CONSOLE_PORT=3101 npm start。',
  TYPESCRIPT_MISSING: '这是开发用的依赖：不要设 NODE_ENV=production，然后运行 npm ci。',
  USAGE_CHECK: '可以写成：npm run check，或 npm run check -- --watch；npm run check -- --help 显示全部选项。',
  USAGE_SERVE: '后面什么都不写，设置写在前面：PORT=3100 npm start；npm start -- --help 显示说明。',
  USAGE_RULES: '后面什么都不写：npm run rules；npm run rules -- --help 显示说明。',
  USAGE_NEW:
    "可以写成：npm run new，或 npm run new -- stock --title '查库存' --pattern '库存{part}' --table parts；控制台里没答上的话写成：npm run new -- --from 12；npm run new -- --help 显示全部选项。",
  ANSWER_MISSING:
    '在终端里运行 npm run new，或用 --title、--pattern 和 --table 写明（不查表就写 --table=）。',
  TITLE_MISSING: '写一句粉丝看得懂的话，例如：查库存。',
  PATTERN_UNUSABLE: '写粉丝会发的话，例如 库存{part} 或 {from}到{to}；花括号是空位，里面是它的名字。',
  PATTERN_TAKEN: '换一个说法，例如在前面多写几个字；npm run rules 显示已有的模式。',
  TABLE_UNKNOWN: '写其中一个；新的表要先写进 drizzle/schema.ts。',
  TABLES_OUTDATED:
    '改过 drizzle/schema.ts 就先运行 npm run migration，再试一次；在运行的 npm start 要重新启动。',
  TABLE_UNUSABLE: '少写几个空位，或换一张表。',
  RULE_NAME_UNUSABLE: '只用字母、数字、- 和 _，不写 .ts，例如 stock；某个账号自己的规则写成 shop/stock。',
  RULE_EXISTS: '换一个文件名。',
  RULE_REFUSED: '换一个模式再试，或先改提到的那条规则。',
  USAGE_IMPORT:
    '可以写成：npm run import parts parts.csv；不想被问就写 npm run import parts parts.csv -- --yes；npm run import -- --help 显示全部选项。',
  USAGE_EXPORT: '可以写成：npm run export parts parts.csv；npm run export -- --help 显示说明。',
  FILE_UNREADABLE: '检查文件的路径和权限。',
  FILE_UNWRITABLE: '检查文件的路径和权限，或换一个地方。',
  CSV_UNUSABLE: '改好文件再试；怎么写见 docs/data.zh-CN.md。',
  IMPORT_REFUSED: '改好提到的行，再运行一次 npm run import。',
  USAGE_BACKUP:
    '可以写成：npm run backup，或 npm run backup /var/backups/yingda；npm run backup -- --help 显示说明。',
  USAGE_RESTORE:
    '可以写成：npm run restore backups/yingda-20261125T021500Z；数据库不是空的就在后面加上 -- --replace；npm run restore -- --help 显示全部选项。',
  DUMP_PROGRAM_MISSING:
    '运行 sudo apt-get install mariadb-client；MySQL 的服务器也可以用 MySQL 自己的 mysqldump 和 mysql。',
  DUMP_FAILED: '看上面 MySQL 的话；需要哪些权限见 docs/backup.md。以前的备份没有动。',
  BACKUP_EMPTY: '检查 DATABASE_URL 或 DATA_DIR 是不是应答用的那一个。',
  BACKUP_UNWRITABLE: '腾出磁盘空间，检查目录的权限，或写一个别的目录。以前的备份没有动。',
  BACKUP_STOPPED: '再运行一次；以前的备份没有动。',
  BACKUP_UNUSABLE: '换一个备份；名字以 .part 结尾的是没有做完的。数据库没有动。',
  RESTORE_IN_USE: '先停掉所有节点和别的程序，再运行一次。数据库没有动。',
  RESTORE_NOT_EMPTY: '确定要用备份代替现有的一切，就加上 -- --replace。什么都没有动。',
  RESTORE_FAILED: '备份没有动；按上面的话排除原因，再运行一次并加上 -- --replace。',
  DRAFT_IMPOSSIBLE: '想一个粉丝会用的说法，用 npm run new 自己写模式；规则的写法见 docs/rules.zh-CN.md。',
  CLUSTER_UNKNOWN: '编号见控制台的「没答上的」；太久没有人再问的会被清掉。',
  PRETTIER_MISSING: '这是开发用的依赖：不要设 NODE_ENV=production，然后运行 npm ci。',
  USAGE_ASK:
    "例如：npm run ask '?18-546'，或 npm run ask -- --trace '?18-546'；npm run ask -- --help 显示全部选项。",
  USAGE_FAN:
    "可以写成：npm run fan，或 npm run fan -- '?18-546'；别的服务要写 --url 和 --token，加密时还要 --app-id 和 --aes-key；npm run fan -- --help 显示全部选项。",
  USAGE_DOCTOR:
    '可以写成：npm run doctor -- --url https://您的域名/wechat；npm run doctor -- --help 显示全部选项。',
  ACCOUNT_UNKNOWN: '检查 --account；账号写在 accounts.json 里，main 的 Token 在第一次 npm start 时生成。',
  SERVER_UNREACHABLE: '先在另一个终端运行 npm start，或用 --url 写明回调地址。',
  RECORD_UNWRITABLE: '检查 --record 后面的路径和权限。',
  COMMAND_UNKNOWN:
    '可用的命令：npm start、npm run new、npm run check、npm run ask、npm run fan、npm run doctor、npm run rules、npm run import、npm run export、npm run backup、npm run restore；每个后面都可以写 -- --help。',
  ENVELOPE_UNREADABLE:
    '检查 WECHAT_AES_KEY 和 WECHAT_APP_ID（或 accounts.json 里的 aesKey 和 appId）与公众平台里的一致。',
  ACCOUNTS_INVALID: '改好 accounts.json；它的写法见 docs/settings.md。',
  MESSAGE_MALFORMED: '微信只会发送格式正确的 XML；检查是谁在向回调地址发送请求。',
} as const

export type ErrorCode = keyof typeof HINTS

/** An error that we foresee: `message` says what happened with the values in it, `hint` what to do next. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }

  get hint(): string {
    return HINTS[this.code]
  }
}

/** What a library's error wraps: Drizzle's quotes the params of the statement, MySQL's own says what was wrong. */
export function wrappedIn(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error
}

/** The message of anything that may be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
