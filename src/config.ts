/** The settings: the environment, checked once. Nothing else reads `process.env`. */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { contradictions, encodingAesKey, MODES, token, type AccountSettings } from './account-settings.ts'
import { AppError } from './errors.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const whole = (least: number, most: number, preset: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => least <= value && value <= most)
    .default(preset)

/** A bare `%` in a password has to be written as `%25`. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const databaseUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, username, password } = new URL(text)
  return protocol === 'mysql:' && pathname.length > 1 && [username, password, pathname].every(isDecodable)
})

/** Every setting with what is expected of it; `secret` keeps what was read out of the error. */
export const SETTINGS = {
  PORT: { schema: whole(0, 65535, 3000), expected: '0 到 65535 的整数' },
  HOST: { schema: z.string().optional(), expected: '本机的一个地址，例如 127.0.0.1' },
  DATABASE_URL: {
    schema: databaseUrl.optional(),
    expected: 'mysql://用户:密码@主机:3306/库名（特殊字符要写成 %25 这样的形式）',
    secret: true,
  },
  DATABASE_READ_URL: {
    schema: databaseUrl.optional(),
    expected: 'mysql://用户:密码@主机:3306/库名（特殊字符要写成 %25 这样的形式）',
    secret: true,
  },
  DATA_DIR: { schema: z.string().default('.data'), expected: '一个可写的目录' },
  WECHAT_TOKEN: {
    schema: token.optional(),
    expected: '3 到 32 个字母或数字',
    secret: true,
  },
  WECHAT_APP_ID: { schema: z.string().optional(), expected: '公众号的 AppID，形如 wx5f3a9c0e7b21d846' },
  WECHAT_AES_KEY: { schema: encodingAesKey.optional(), expected: '43 个字母或数字', secret: true },
  WECHAT_AES_KEY_PREVIOUS: { schema: encodingAesKey.optional(), expected: '43 个字母或数字', secret: true },
  WECHAT_MODE: {
    schema: z.enum(MODES).optional(),
    expected: 'plaintext、compatible 或 security',
  },
  ACCOUNTS_FILE: { schema: z.string().default('accounts.json'), expected: 'JSON 文件的路径' },
  RULES_DIR: { schema: z.string().default('rules'), expected: '规则文件所在的目录' },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    expected: 'fatal、error、warn、info、debug 或 silent',
  },
  LOG_DAYS: { schema: whole(1, 3650, 90), expected: '1 到 3650 的整数' },
  LOG_OPENID: { schema: z.enum(['hashed', 'plain']).default('hashed'), expected: 'hashed 或 plain' },
  NODE_ENV: { schema: z.string().optional(), expected: 'production 或不设' },
} as const

type Settings = { [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']> }

export type Config = {
  readonly port: number
  readonly host: string | undefined
  /** Undefined: the private MariaDB. */
  readonly databaseUrl: string | undefined
  readonly databaseReadUrl: string | undefined
  /** Absolute, like `rulesDir`. */
  readonly dataDir: string
  readonly rulesDir: string
  /** Of the account `main`; without a token there may be one made at the first start. */
  readonly main: Omit<AccountSettings, 'token'> & { readonly token: string | undefined }
  readonly accountsFile: string
  readonly logLevel: Settings['LOG_LEVEL']
  /** How long the message log is kept. */
  readonly logDays: number
  /** Whether the message log names fans by their OpenIDs, not by a digest. */
  readonly logOpenId: boolean
  /** Rules are read again when told to, not at every save. */
  readonly isProduction: boolean
  /** Whether npm started us, so that our parent's end is meant for us too. */
  readonly underNpm: boolean
}

/** Throws SETTINGS_INVALID with every wrong setting. An empty value counts as unset. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const settings = readSettings(environment)
  const config: Config = {
    port: settings.PORT,
    host: settings.HOST,
    databaseUrl: settings.DATABASE_URL,
    databaseReadUrl: settings.DATABASE_READ_URL,
    dataDir: resolve(ROOT, settings.DATA_DIR),
    rulesDir: resolve(ROOT, settings.RULES_DIR),
    main: mainSettings(settings),
    accountsFile: resolve(ROOT, settings.ACCOUNTS_FILE),
    logLevel: settings.LOG_LEVEL,
    logDays: settings.LOG_DAYS,
    logOpenId: settings.LOG_OPENID === 'plain',
    isProduction: settings.NODE_ENV === 'production',
    underNpm: environment['npm_lifecycle_event'] !== undefined,
  }
  refuseContradictions(config)
  return config
}

function mainSettings(settings: Settings): Config['main'] {
  const { WECHAT_APP_ID, WECHAT_AES_KEY, WECHAT_AES_KEY_PREVIOUS, WECHAT_MODE, WECHAT_TOKEN } = settings
  const main = {
    appId: WECHAT_APP_ID,
    aesKey: WECHAT_AES_KEY,
    aesKeyPrevious: WECHAT_AES_KEY_PREVIOUS,
    mode: WECHAT_MODE,
  }
  return { token: WECHAT_TOKEN, ...main }
}

/** Settings that are right by themselves but not together. */
function refuseContradictions({ main, databaseUrl, databaseReadUrl }: Config): void {
  const wrong = contradictions(main, MAIN_NAMES)
  if (databaseReadUrl && !databaseUrl) wrong.push('有 DATABASE_READ_URL 就要设 DATABASE_URL')
  if (wrong.length > 0) throw new AppError('SETTINGS_INVALID', `设置有误：\n  ${wrong.join('\n  ')}`)
}

const MAIN_NAMES = {
  token: 'WECHAT_TOKEN',
  appId: 'WECHAT_APP_ID',
  aesKey: 'WECHAT_AES_KEY',
  aesKeyPrevious: 'WECHAT_AES_KEY_PREVIOUS',
  mode: 'WECHAT_MODE',
} as const

function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const wrong: string[] = []
  const entries = Object.entries(SETTINGS).map(([name, setting]) => {
    const text = environment[name] || undefined
    const parsed = setting.schema.safeParse(text)
    if (!parsed.success) {
      const read = 'secret' in setting ? `${text?.length} 个字符（不显示）` : `「${text}」`
      wrong.push(`  ${name}：读到 ${read}，应为 ${setting.expected}`)
    }
    return [name, parsed.data]
  })
  if (wrong.length > 0) throw new AppError('SETTINGS_INVALID', `设置有误：\n${wrong.join('\n')}`)
  return Object.fromEntries(entries) as Settings
}

export const tokenFile = (dataDir: string): string => join(dataDir, 'token')
