/** What a command was told on its command line. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import { encodingAesKey, MODES, token } from '../account-settings.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { misread } from './misread.js'

const isHttp = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** A callback address, and the account behind it. */
export const TARGET = {
  url: z.string().refine(isHttp, '应为 http 或 https 的地址').optional(),
  account: z.string().default('main'),
  token: token.optional(),
  'app-id': z.string().min(1).optional(),
  'aes-key': encodingAesKey.optional(),
  mode: z.enum(MODES, '应为 plaintext、compatible 或 security').optional(),
} as const
const target = z.object(TARGET)
export type Target = z.infer<typeof target>

/** Throws `usage`. */
export function checked<T>(schema: z.ZodType<T>, values: unknown, name: string, usage: ErrorCode): T {
  const { data, error } = schema.safeParse(values)
  if (data !== undefined) return data
  const problems = error?.issues.map(({ path, message }) => `--${path.join('.')} ${message}`) ?? []
  throw new AppError(usage, `${name} 的选项有误：${problems.join('；')}`)
}

/** Throws `usage`. */
export function parsed<T extends ParseArgsConfig>(config: T, name: string, usage: ErrorCode) {
  try {
    return parseArgs(config)
  } catch (cause) {
    throw new AppError(usage, `${name} ${misread(cause)}`, { cause })
  }
}
