/** The settings: the environment, checked once. Nothing else reads `process.env`. */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contradictions, type AccountSettings } from './account-settings.ts'
import type { FanLimit } from './answer/fan-rate.ts'
import { AppError } from './errors.ts'
import { SETTINGS, type Settings } from './settings.ts'
import type { Callers } from './web/allow.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

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
  readonly callers: Callers
  readonly accountsFile: string
  /** How much one fan may say; undefined: any number of things. */
  readonly fanLimit: FanLimit | undefined
  readonly logLevel: Settings['LOG_LEVEL']
  /** How long the message log is kept. */
  readonly logDays: number
  /** Whether the message log names fans by their OpenIDs, not by a digest. */
  readonly logOpenId: boolean
  /** Of the private listener. */
  readonly console: {
    readonly port: number
    readonly host: string
    /** Undefined: a key that opens once is shown at the start. */
    readonly password: string | undefined
  }
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
    callers: { addresses: settings.WECHAT_ADDRESSES, proxies: settings.TRUSTED_PROXIES },
    fanLimit: fanLimit(settings),
    logLevel: settings.LOG_LEVEL,
    logDays: settings.LOG_DAYS,
    logOpenId: settings.LOG_OPENID === 'plain',
    console: {
      port: settings.CONSOLE_PORT,
      host: settings.CONSOLE_HOST,
      password: settings.CONSOLE_PASSWORD,
    },
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

const fanLimit = ({ FAN_MESSAGES: messages, FAN_SECONDS: seconds }: Settings): FanLimit | undefined =>
  messages === 0 ? undefined : { messages, seconds }

/** Settings that are right by themselves but not together. */
function refuseContradictions(config: Config): void {
  const { main, databaseUrl, databaseReadUrl, callers } = config
  const wrong = contradictions(main, MAIN_NAMES)
  if (databaseReadUrl && !databaseUrl) wrong.push('有 DATABASE_READ_URL 就要设 DATABASE_URL')
  if (callers.proxies.length > 0 && callers.addresses.length === 0)
    wrong.push('有 TRUSTED_PROXIES 就要设 WECHAT_ADDRESSES')
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
      const read = 'secret' in setting ? ` ${text?.length} 个字符（不显示）` : `「${text}」`
      wrong.push(`  ${name}：读到${read}，应为 ${setting.expected}`)
    }
    return [name, parsed.data]
  })
  if (wrong.length > 0) throw new AppError('SETTINGS_INVALID', `设置有误：\n${wrong.join('\n')}`)
  return Object.fromEntries(entries) as Settings
}

export const tokenFile = (dataDir: string): string => join(dataDir, 'token')
