/** Looks through all that the product wrote during the tests for the secrets that they gave it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of the folder of outputs.ts: one secret in each line, JSON. */
export const SECRETS = 'secrets.ndjson'
/** A full one, of whatever fan: none is written by LOG_OPENID=hashed, and none belongs into a log by any setting. */
const OPEN_ID = /(?<![\w-])o[\w-]{27}(?![\w-])/

export type Found = { readonly leaks: readonly string[]; readonly secrets: number; readonly bytes: number }

export function leaksIn(folder: string): Found {
  const names = readdirSync(folder)
  const secrets = new Set(names.includes(SECRETS) ? linesOf(folder, SECRETS).map(secretIn) : [])
  const outputs = names.filter((name) => name !== SECRETS)
  const isLeak = (line: string) => OPEN_ID.test(line) || [...secrets].some((secret) => line.includes(secret))
  const lines = outputs.flatMap((name) => linesOf(folder, name).map((line) => ({ name, line })))
  return {
    leaks: lines.filter(({ line }) => isLeak(line)).map(({ name, line }) => `${name}: ${line}`),
    secrets: secrets.size,
    bytes: lines.reduce((sum, { line }) => sum + line.length, 0),
  }
}

const linesOf = (folder: string, name: string): string[] =>
  readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)
const secretIn = (line: string): string => JSON.parse(line) as string
