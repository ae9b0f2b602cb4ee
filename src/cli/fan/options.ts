/** What `npm run fan` was told on its command line. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { encodingAesKey, MODES, token } from '../../account-settings.ts'
import { AppError, messageOf } from '../../errors.ts'
import { FAN } from '../../platform/messages.ts'

const isHttp = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const schema = z.object({
  url: z.string().refine(isHttp, '应为 http 或 https 的地址').optional(),
  account: z.string().default('main'),
  token: token.optional(),
  'app-id': z.string().min(1).optional(),
  'aes-key': encodingAesKey.optional(),
  mode: z.enum(MODES, '应为 plaintext、compatible 或 security').optional(),
  as: z
    .string()
    .regex(/^[\w-]{1,64}$/, '应为一个 OpenID：字母、数字、- 和 _')
    .default(FAN),
  record: z.string().min(1).optional(),
})

export type FanOptions = z.infer<typeof schema> & {
  /** To be said at once and alone. */
  readonly text: string | undefined
}

/** Throws USAGE_FAN. */
export function readOptions(args: string[]): FanOptions {
  const { values, positionals } = parse(args)
  const { data, error } = schema.safeParse(values)
  if (data) return { ...data, text: positionals.length > 0 ? positionals.join(' ') : undefined }
  const problems = error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`)
  throw new AppError('USAGE_FAN', `fan 的选项有误：${problems.join('；')}`)
}

function parse(args: string[]) {
  const options = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, { type: 'string' as const }]),
  )
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (cause) {
    throw new AppError('USAGE_FAN', `fan 不认识这样的写法（${messageOf(cause)}）`, { cause })
  }
}
