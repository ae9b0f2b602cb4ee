/** What processes take at the highest, as Linux counts it. */
import { readdirSync } from 'node:fs'
import { rssMegabytesOf } from '../process-figures.ts'

export type High = { readonly memoryMb: number; readonly descriptors: number }
type Sample = High & { readonly at: number }

const EVERY_MS = 250
const NOTHING: High = { memoryMb: 0, descriptors: 0 }

/** Of the largest of the processes that there are at the moment. */
export function watch(pids: () => readonly (number | undefined)[]) {
  const samples: Sample[] = []
  const timer = setInterval(() => {
    const all = pids().flatMap((pid) => lookAt(pid) ?? [])
    if (all.length > 0) samples.push({ at: Date.now(), ...highest(all) })
  }, EVERY_MS)
  return {
    between: (from: number, until: number): High =>
      highest(samples.filter(({ at }) => at >= from && at < until)),
    stop: () => clearInterval(timer),
  }
}

function lookAt(pid = 0): High | undefined {
  try {
    const descriptors = readdirSync(`/proc/${pid}/fd`).length
    const memoryMb = rssMegabytesOf(pid)
    return memoryMb > 0 ? { memoryMb, descriptors } : undefined
  } catch {
    return undefined // it has just ended
  }
}

const highest = (all: readonly High[]): High =>
  all.reduce(
    (most, one) => ({
      memoryMb: Math.max(most.memoryMb, one.memoryMb),
      descriptors: Math.max(most.descriptors, one.descriptors),
    }),
    NOTHING,
  )
