/** The settings: the environment, checked once. Nothing else reads `process.env`. */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { AppError } from './errors.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const port = (preset: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value <= 65535)
    .default(preset)

const databaseUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false
  const { protocol, pathname } = new URL(text)
  return protocol === 'mysql:' && pathname.length > 1
})

/** Every setting with what is expected of it; `secret` keeps what was read out of the error. */
export const SETTINGS = {
  PORT: { schema: port(3000), expected: '0 到 65535 的整数' },
  HOST: { schema: z.string().optional(), expected: '本机的一个地址，例如 127.0.0.1' },
  DATABASE_URL: {
    schema: databaseUrl.optional(),
    expected: 'mysql://用户:密码@主机:3306/库名',
    secret: true,
  },
  DATABASE_READ_URL: {
    schema: databaseUrl.optional(),
    expected: 'mysql://用户:密码@主机:3306/库名',
    secret: true,
  },
  DATA_DIR: { schema: z.string().default('.data'), expected: '一个可写的目录' },
  WECHAT_TOKEN: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9]{3,32}$/)
      .optional(),
    expected: '3 到 32 个字母或数字',
    secret: true,
  },
  RULES_DIR: { schema: z.string().default('rules'), expected: '规则文件所在的目录' },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    expected: 'fatal、error、warn、info、debug 或 silent',
  },
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
  readonly token: string | undefined
  readonly logLevel: Settings['LOG_LEVEL']
  readonly production: boolean
  /** Whether npm started us, so that our parent's end is meant for us too. */
  readonly underNpm: boolean
}

/** Throws SETTINGS_INVALID with every wrong setting. An empty value counts as unset. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const settings = readSettings(environment)
  return {
    port: settings.PORT,
    host: settings.HOST,
    databaseUrl: settings.DATABASE_URL,
    databaseReadUrl: settings.DATABASE_READ_URL,
    dataDir: resolve(ROOT, settings.DATA_DIR),
    rulesDir: resolve(ROOT, settings.RULES_DIR),
    token: settings.WECHAT_TOKEN,
    logLevel: settings.LOG_LEVEL,
    production: settings.NODE_ENV === 'production',
    underNpm: environment['npm_lifecycle_event'] !== undefined,
  }
}

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

export const tokenFile = (config: Config): string => join(config.dataDir, 'token')
