/** What the codes that fans type look like: digits and letters in runs, and the signs between them. */
import { groupBy } from '../rule/group.ts'

/** What may be a code, if there is a digit in it: `18-546`, `18 - 546` and `AB12`. */
const RUNS = /[A-Za-z\d]+(?:(?:[-_./]|(?<=\d) ?- ?(?=\d))[A-Za-z\d]+)*/g
/** Telephone numbers, identity cards and bank cards have as many digits or more. */
const PERSONAL_DIGITS = 11

/** The text as words and codes in turn, beginning and ending with words, which may be none. */
export function splitCodes(text: string): { readonly words: string[]; readonly codes: string[] } {
  const codes = [...text.matchAll(RUNS)].filter(([run]) => /\d/.test(run))
  let at = 0
  const words = codes.map(({ 0: code, index }) => {
    const before = text.slice(at, index)
    at = index + code.length
    return before
  })
  return { words: [...words, text.slice(at)], codes: codes.map(([code]) => code.replaceAll(' ', '')) }
}

/** Equal for codes that look alike: `18-546` and `7-1`, `AB1` and `c22`. */
export const formOf = (code: string): string => code.replace(/\d+/g, '0').replace(/[A-Za-z]+/g, 'a')

/** The source of an expression for codes like these, each run of them a little longer than was seen. */
export function formatOf(codes: readonly string[]): string {
  const formats = [...groupBy(codes, formOf).values()].map((alike) => formatOfRuns(alike.map(runsOf)))
  return formats.length === 1 ? (formats[0] ?? '') : `(${formats.join('|')})`
}

const runsOf = (code: string): string[] => code.match(/\d+|[A-Za-z]+|[-_./]/g) ?? []

const formatOfRuns = (codes: readonly (readonly string[])[]): string =>
  (codes[0] ?? [])
    .map((run, at) => {
      const longest = Math.max(...codes.map((runs) => runs[at]?.length ?? 0)) + 1
      if (/\d/.test(run)) return `\\d{1,${longest}}`
      return /[A-Za-z]/.test(run) ? `[A-Za-z]{1,${longest}}` : /[./]/.test(run) ? `\\${run}` : run
    })
    .join('')

/** Another code of the same shape. */
export const otherThan = (code: string): string =>
  code.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10))

export const isPersonal = (code: string): boolean => (code.match(/\d/g) ?? []).length >= PERSONAL_DIGITS

/** Without the digits of numbers that may be somebody's own, however they are grouped and written. */
export const withoutPersonal = (text: string): string =>
  text.replace(LONG_NUMBER, (number) => number.replace(/\p{Nd}/gu, '0'))
const LONG_NUMBER = new RegExp(`\\p{Nd}(?:[\\s\\p{Pd}\\p{Cf}.]{0,2}\\p{Nd}){${PERSONAL_DIGITS - 1},}`, 'gu')
