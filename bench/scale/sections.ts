/** The four directions in which the work grows. */
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { countLog, fillLog } from '../fill-log.ts'
import { removeScratch } from '../scratch.ts'
import type { Name, Options } from './options.ts'
import { fillParts, partsOf } from './parts.ts'
import { openPlace, type Place } from './place.ts'
import { writeRules } from './rule-files.ts'
import { measureStep, type Step } from './step.ts'

export type Section = { readonly name: Name; readonly steps: readonly Step[] }
type Work = (options: Options) => Promise<Step[]>

export const SECTIONS: Readonly<Record<Name, Work>> = { rules, parts, connections, log }

function rules(options: Options): Promise<Step[]> {
  return eachInItsPlace(options.sizes.rules, async (size, place) => {
    const folder = writeRules(size)
    try {
      // tsx keeps what it has compiled in the folder for temporary files; so that goes too.
      const settings = { RULES_DIR: folder, TMPDIR: await mkdtemp(join(place.folder, 'tsx-')) }
      return await measureStep({ size, place, options, settings, isNew: true })
    } finally {
      removeScratch(folder)
    }
  })
}

function parts(options: Options): Promise<Step[]> {
  return eachInItsPlace(options.sizes.parts, async (size, place) => {
    const fillSeconds = await secondsOf(() => fillParts(place, size))
    return measureStep({ size, place, options, fillSeconds, partOf: partsOf(size) })
  })
}

function connections(options: Options): Promise<Step[]> {
  return eachInItsPlace(options.sizes.connections, (size, place) =>
    measureStep({ size, place, options, connections: size, hasPages: false }),
  )
}

async function log(options: Options): Promise<Step[]> {
  const steps: Step[] = []
  for (const size of options.sizes.log) {
    const now = Date.now()
    let fillSeconds = 0
    const fill = async (url: string) => {
      fillSeconds = await secondsOf(() => fillLog(url, size, now))
      await countLog(url, now)
    }
    steps.push(await inAPlace((place) => measureStep({ size, place, options, fillSeconds }), fill))
  }
  return steps
}

/** A log that grows from size to size would cost more than they do. */
async function eachInItsPlace(
  sizes: readonly number[],
  work: (size: number, place: Place) => Promise<Step>,
): Promise<Step[]> {
  const steps: Step[] = []
  for (const size of sizes) steps.push(await inAPlace((place) => work(size, place)))
  return steps
}

async function inAPlace(
  work: (place: Place) => Promise<Step>,
  fill?: (url: string) => Promise<void>,
): Promise<Step> {
  const place = await openPlace(fill)
  try {
    return await work(place)
  } finally {
    await place.database.stop()
  }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
