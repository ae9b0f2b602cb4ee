import { hash, timingSafeEqual } from 'node:crypto'

/** The lower-case hex SHA-1 of the parts, sorted by their bytes and joined (protocol 1.2 and 2.3). */
export function sign(...parts: string[]): string {
  return hash('sha1', parts.sort().join(''))
}

/** Whether `signature` is the one of the parts, in constant time. */
export function isSigned(signature: string, ...parts: string[]): boolean {
  const given = Buffer.from(signature)
  const right = Buffer.from(sign(...parts))
  return given.length === right.length && timingSafeEqual(given, right)
}
