/** Every setting: what may be written, and what is said to be expected. */
import { z } from 'zod'
import { encodingAesKey, MODES, token } from './account-settings.ts'

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

const addresses = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))

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
  WECHAT_ADDRESSES: {
    schema: addresses,
    expected: '用逗号隔开的地址或网段，例如 203.0.113.7,198.51.100.0/24',
  },
  TRUSTED_PROXIES: { schema: addresses, expected: '用逗号隔开的地址或网段，例如 127.0.0.1,10.0.0.0/8' },
  ACCOUNTS_FILE: { schema: z.string().default('accounts.json'), expected: 'JSON 文件的路径' },
  RULES_DIR: { schema: z.string().default('rules'), expected: '规则文件所在的目录' },
  FAN_MESSAGES: { schema: whole(0, 10_000, 20), expected: '0 到 10000 的整数，0 是不限' },
  FAN_SECONDS: { schema: whole(1, 3600, 10), expected: '1 到 3600 的整数' },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    expected: 'fatal、error、warn、info、debug 或 silent',
  },
  LOG_DAYS: { schema: whole(1, 3650, 90), expected: '1 到 3650 的整数' },
  LOG_OPENID: { schema: z.enum(['hashed', 'plain']).default('hashed'), expected: 'hashed 或 plain' },
  CONSOLE_PORT: { schema: whole(0, 65535, 3001), expected: '0 到 65535 的整数' },
  CONSOLE_HOST: { schema: z.string().default('127.0.0.1'), expected: '本机的一个地址，例如 127.0.0.1' },
  CONSOLE_PASSWORD: { schema: z.string().min(8).optional(), expected: '至少 8 个字符', secret: true },
  NODE_ENV: { schema: z.string().optional(), expected: 'production 或不设' },
} as const

export type Settings = { [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']> }
