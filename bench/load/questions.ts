/** What is asked: 5,000 parts, and a million fans each of whom asks after the same one every time. */
import { textMessage, type Sent } from '../../src/platform/messages.ts'

export type Part = { readonly code: string; readonly workstation: string }

const PARTS = 5_000
export const FANS = 1_000_000

export const parts: readonly Part[] = Array.from({ length: PARTS }, (_, index) => {
  const number = index * 16 // spread over all codes of the form NN-NNN
  return {
    code: `${10 + Math.floor(number / 900)}-${100 + (number % 900)}`,
    workstation: `车体新厂房${index + 1}号`,
  }
})

/** The part that a fan asks after. */
export type PartOf = (fan: number) => Part

const NONE: Part = { code: '', workstation: '' }
export const manyParts: PartOf = (fan) => parts[fan % PARTS] ?? NONE
export const hotPart: PartOf = () => parts[0] ?? NONE

/** A message that nobody has sent before, of a fan at random. */
export function question(partOf: PartOf): Sent {
  const fan = Math.floor(Math.random() * FANS)
  return textMessage(`?${partOf(fan).code}`, fanOf(fan))
}

export const fanOf = (number: number): string => `oK7xQ5sTn2VbLw0YcRzGd3${String(number).padStart(6, '0')}`

/** What the fan whose OpenID this is must read. */
export function answerFor(openId: string, partOf: PartOf): string {
  const { code, workstation } = partOf(Number(openId.slice(-6)))
  return `[${code}]的工作台位为[${workstation}]`
}
