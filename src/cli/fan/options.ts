/** What `npm run fan` was told on its command line. */
import { z } from 'zod'
import { FAN } from '../../platform/messages.ts'
import { help } from '../fan.help.js'
import { checked, parsed, TARGET } from '../options.ts'

const schema = z.strictObject({
  ...TARGET,
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
  const { options } = help
  const { values, positionals } = parsed({ args, allowPositionals: true, options }, 'fan', 'USAGE_FAN')
  const data = checked(schema, values, 'fan', 'USAGE_FAN')
  return { ...data, text: positionals.length > 0 ? positionals.join(' ') : undefined }
}
