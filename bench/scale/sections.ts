/** The four directions in which the work grows. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { countLog, fillLog } from '../fill-log.ts'
import type { Name, Options } from './options.ts'
import { fillParts, partsOf } from './parts.ts'
import { openPlace, type Place } from './place.ts'
import { writeRules } from './rule-files.ts'
import { measureStep, type Step } from './step.ts'

export type Section = { readonly name: Name; readonly steps: readonly Step[] }
type Work = (options: Options) => Promise<Step[]>

export const SECTIONS: Readonly<Record<Name, Work>> = { rules, parts, connections, log }

function rules(options: Options): Promise<Step[]> {
  return inOnePlace(options.sizes.rules, async (size, place) => {
    const folder = writeRules(size)
    try {
      // tsx keeps what it has compiled in the folder for temporary files; so that goes too.
      const settings = { RULES_DIR: folder, TMPDIR: await mkdtemp(join(place.folder, 'tsx-')) }
      return await measureStep({ size, place, options, settings, isNew: true })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
}

function parts(options: Options): Promise<Step[]> {
  return inOnePlace(options.sizes.parts, async (size, place) => {
    const fillSeconds = await secondsOf(() => fillParts(place, size))
    return measureStep({ size, place, options, fillSeconds, partOf: partsOf(size) })
  })
}

function connections(options: Options): Promise<Step[]> {
  return inOnePlace(options.sizes.connections, (size, place) =>
    measureStep({ size, place, options, connections: size, hasPages: false }),
  )
}

async function log(options: Options): Promise<Step[]> {
  const steps: Step[] = []
  for (const size of options.sizes.log) {
    const now = Date.now()
    let fillSeconds = 0
    const place = await openPlace(async (url) => {
      fillSeconds = await secondsOf(() => fillLog(url, size, now))
      await countLog(url, now)
    })
    try {
      steps.push(await measureStep({ size, place, options, fillSeconds }))
    } finally {
      await place.database.stop()
    }
  }
  return steps
}

async function inOnePlace(
  sizes: readonly number[],
  work: (size: number, place: Place) => Promise<Step>,
): Promise<Step[]> {
  const place = await openPlace()
  try {
    const steps: Step[] = []
    for (const size of sizes) steps.push(await work(size, place))
    return steps
  } finally {
    await place.database.stop()
  }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
