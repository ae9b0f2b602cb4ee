import { z } from 'zod'
import type { Reason } from './reason.ts'

const refused = Symbol('refused')
export type Refused = { readonly [refused]: Reason }

export const refuse = (reason: Reason): Refused => ({ [refused]: reason })

/** A schema of what `read` makes of a text, whose issue carries the reason of a refusal. */
export function schemaOf(read: (text: string) => unknown): z.ZodType<unknown, string> {
  return z.string().transform((text, context): unknown => {
    const value = read(text)
    if (!isRefused(value)) return value
    context.addIssue({ code: 'custom', params: value[refused] })
    return z.NEVER
  })
}

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && refused in value
