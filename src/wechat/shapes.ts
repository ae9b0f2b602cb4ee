/** Pieces that the shapes of messages and events are made of (protocol 3.1 and 4.1). */
import { z } from 'zod'

/** A number that the platform writes as text, with or without CDATA. */
export const number = z
  .string()
  .trim()
  .regex(/^-?\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i)
  .transform(Number)

export const text = z.string()
/** An element that may be missing or empty. */
export const maybe = z.string().default('')

export const common = {
  /** Our account's original id (`gh_…`), not its AppID. */
  ToUserName: z.string().min(1),
  /** The fan's OpenID; in account events the platform's own. */
  FromUserName: z.string().min(1),
  /** Unix seconds. */
  CreateTime: number,
}

export const item = <S extends z.ZodRawShape>(shape: S) => z.array(z.object(shape)).default([])
