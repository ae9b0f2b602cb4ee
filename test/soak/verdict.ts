/** Whether everything that was promised was kept. */
import type { Told } from './wechat.ts'
import type { Note } from './deeds.ts'
import type { Findings } from './findings.ts'
import type { House } from './house.ts'
import type { Life } from './node.ts'
import { openIdOf } from './talk.ts'

/** Before a `kill -9`: what is in memory goes with the process. */
const LOST_MS = 1_000

export async function judgeEffects(
  house: Pick<House, 'sql'>,
  notes: readonly Note[],
  told: readonly Told[],
  findings: Findings,
) {
  const rows = await house.sql('SELECT n, COUNT(*) AS times FROM soak_notes GROUP BY n')
  const times = new Map(rows.map(({ n, times }) => [Number(n), Number(times)]))
  for (const { n, fan, rule, ending } of notes) {
    const found = times.get(n) ?? 0
    const expected = ending === 'done' ? 1 : 0
    if (found !== expected) {
      findings.add(`「${rule}${n}」 was done ${found} times, its fan was told ${ending ?? 'nothing'}`)
      const isOf = (one: Told) =>
        one.fan === openIdOf(fan) && (one.said === `${rule}${n}` || /^[取确]/.test(one.said))
      for (const one of told) if (isOf(one)) findings.add('  it was said', one)
    }
    times.delete(n)
  }
  if (times.size > 0) findings.add(`effects that nobody asked for: ${[...times.keys()].join()}`)
  return rows.length
}

export async function judgeRows(
  house: Pick<House, 'sql'>,
  told: readonly Told[],
  lives: readonly Life[],
  findings: Findings,
  others: 'none' | 'some' = 'none',
) {
  const rows = await house.sql('SELECT `key`, COUNT(*) AS times FROM yingda_messages GROUP BY `key`')
  const times = new Map(rows.map(({ key, times }) => [String(key), Number(times)]))
  const missing = told.filter(({ key }) => !times.has(key))
  const lost = missing.filter((one) => !isLostWithItsNode(one, lives))
  const dropped = lives.reduce((sum, life) => sum + life.dropped, 0)
  // What a frozen MariaDB was sent counts as dropped when the disk refuses it too, but may be written after all.
  if (lost.length > dropped) {
    findings.add(`${lost.length} rows are missing, and only ${dropped} were dropped`)
    for (const one of lost) findings.add('no row', one)
  }
  for (const { key } of told) times.delete(key)
  if (times.size > 0 && others === 'none')
    findings.add(`rows of messages that nobody sent: ${[...times.keys()].join()}`)
  return { rows: rows.length, killed: missing.length - lost.length, lost: lost.length, dropped }
}

/** Answered by a node within the last second before it was killed; by any, where it is not known which one it was. */
function isLostWithItsNode({ tries }: Told, lives: readonly Life[]): boolean {
  const last = tries.at(-1)
  const isLostWith = ({ end, since }: Life) =>
    last !== undefined &&
    end?.signal === 'SIGKILL' &&
    last.at >= since &&
    last.at <= end.at &&
    last.until >= end.at - LOST_MS
  return (last?.life ? [last.life] : lives).some(isLostWith)
}

/** What must not be logged, whatever is broken. */
const UNHEARD_OF = /request failed|outside its handler|left a promise|refuses a row|malformed|stop failed/

export function judgeLogs(lives: readonly Life[], findings: Findings): void {
  for (const { line } of lives.flatMap(({ log }) => log))
    if (UNHEARD_OF.test(line)) findings.add(`in the log: ${line.slice(0, 1_000)}`)
}

/** In samples of five seconds. */
const WARM_UP = 4
const LONG_ENOUGH = 12
const RESIDENT_LIMIT_MB = 40
const HEAP_LIMIT_MB = 8

/** Of each life that was long enough: from the first quarter after the warm-up to the last. */
export function judgeMemory(lives: readonly Life[], findings: Findings): string {
  const grown = lives.flatMap(({ node, resident, heap }) => {
    if (heap.length < WARM_UP + LONG_ENOUGH) return []
    const [megabytes, alive] = [growth(resident), growth(heap)]
    const said = `${node} ${heap.length * 5} s: ${megabytes.said} MB (heap ${alive.said} MB)`
    if (megabytes.by > RESIDENT_LIMIT_MB || alive.by > HEAP_LIMIT_MB) findings.add(`memory grew: ${said}`)
    return [said]
  })
  return grown.length > 0 ? grown.join(', ') : 'of no node that lived long enough to tell'
}

function growth(samples: readonly number[]): { by: number; said: string } {
  const warm = samples.slice(WARM_UP)
  const quarter = Math.floor(warm.length / 4)
  const [before, after] = [median(warm.slice(0, quarter)), median(warm.slice(-quarter))]
  return { by: after - before, said: `${before.toFixed(1)}→${after.toFixed(1)}` }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
