/** Without the letters and digits that are taken for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 4

/** The four characters that fetch a late answer, made of the message's key, so that any node knows them without asking. */
export function ticketOf(key: string): string {
  const bits = Number.parseInt(key.slice(0, 5), 16)
  return Array.from({ length: LENGTH }, (_, index) => ALPHABET[(bits >> (5 * index)) & 31]).join('')
}
