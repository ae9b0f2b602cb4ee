/** What a hole accepts: zod schemas for the values that fans type. */
import { z } from 'zod'
import { zhCN } from 'zod/locales'
import { compileLinear } from './linear.ts'
import { isBlank, rawSlice, withoutFinalStops, type Heard } from './normalize.ts'
import type { Slices } from './template.ts'

/** What a schema says by itself is read by fans and maintainers. */
z.config(zhCN())

export type Params = Readonly<Record<string, z.ZodType>>

/** Marks holes whose value is the fan's own words, through whatever a maintainer adds; others get the slice without spaces. */
const wordy = z.overwrite<string>((value) => value)

/**
 * A code such as `18-546`: stays the string that it is, `018` too.
 * @param format the whole code; anything but looking around and back references, so that no text can stall it
 * @param message what the fan reads when it is not one
 */
export function code(
  format: RegExp,
  message: string,
  options: { case?: 'upper' } = {},
): z.ZodType<string, string> {
  const whole = compileLinear(format.source, format.flags)
  const text = z.string({ error: message })
  return (options.case === 'upper' ? text.toUpperCase() : text).refine(whole.matches, message)
}

/** A string of `min` to `max` digits. */
export function digits(
  min = 1,
  max = 20,
  message = `请输入 ${min === max ? min : `${min} 到 ${max}`} 位数字`,
): z.ZodType<string, string> {
  return code(new RegExp(`\\d{${min},${max}}`), message)
}

/** The fan's own words, as typed: a name, a sentence. */
export function words(maxLength = 100, message = `请输入 1 到 ${maxLength} 个字`): z.ZodString {
  return z
    .string()
    .check(wordy)
    .max(maxLength, message)
    .refine((value) => !isBlank(value), message)
}

type Def = { readonly checks?: readonly unknown[]; readonly innerType?: z.ZodType; readonly in?: z.ZodType }

export function isWordy(schema: z.ZodType): boolean {
  const { checks = [], innerType, in: input } = schema.def as Def
  return checks.includes(wordy) || ((innerType ?? input) ? isWordy((innerType ?? input) as z.ZodType) : false)
}

/** What a fan typed for each hole, before its schema reads it. */
export type Values = Readonly<Record<string, string>>

export type Parsed =
  | { readonly kind: 'valid'; readonly params: Record<string, unknown>; readonly values: Values }
  | { readonly kind: 'invalid'; readonly hole: string; readonly value: string; readonly message: string }

/** The fan's own words for a hole that wants them, else the normalised slice. */
export function valuesOf(schemas: Params, holes: readonly string[], slices: Slices, heard: Heard): Values {
  const values: Record<string, string> = {}
  for (const [index, hole] of holes.entries()) {
    const [from, to] = slices[index] ?? [0, 0]
    const schema = schemas[hole]
    values[hole] = schema && isWordy(schema) ? rawSlice(heard, from, to) : heard.squeezed.slice(from, to)
  }
  return values
}

/** Reads the values as the params of a rule; the first one that its schema refuses decides. */
export function parseParams(schemas: Params, values: Values): Parsed {
  const params: Record<string, unknown> = {}
  for (const [hole, value] of Object.entries(values)) {
    const schema = schemas[hole]
    if (!schema) return { kind: 'invalid', hole, value: '', message: `没有 {${hole}} 的定义` }
    const parsed = parseValue(schema, value)
    if (!parsed.success)
      return { kind: 'invalid', hole, value, message: parsed.error.issues[0]?.message ?? '' }
    params[hole] = parsed.data
  }
  return { kind: 'valid', params, values }
}

/** A code keeps a final stop that belongs to it; one that does not is the fan's habit. */
export function parseValue(schema: z.ZodType, value: string): z.ZodSafeParseResult<unknown> {
  const parsed = schema.safeParse(value)
  const shorter = withoutFinalStops(value)
  if (parsed.success || isWordy(schema) || shorter === value) return parsed
  const bare = schema.safeParse(shorter)
  return bare.success ? bare : parsed
}

/** Params as people are shown them; JSON knows no bigint. */
export const shownParams = (params: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(params, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
