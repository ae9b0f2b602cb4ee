/** The rulebook that answers now: a folder that loads takes its place at once, one that does not leaves it. */
import type { Log } from '../log.ts'
import { loadRulebook, requireRulebook, type Rulebook } from './load.ts'
import { placeOf, type Problem } from './problem.ts'

export type LiveRulebook = {
  readonly folder: string
  current(): Rulebook
  /** Which one it is since the start, counted from 1. */
  generation(): number
  /** Of the last reading; empty when it went live. */
  problems(): readonly Problem[]
  /** Reads the folder again. One reading at a time: of several wishes during one, a single reading follows. */
  reload(): Promise<void>
  /** Reloads after every save. */
  watch(): Promise<void>
  stop(): Promise<void>
}

/** An editor writes a file in several steps. */
const SETTLE_MS = 100

/** Throws RULES_BROKEN when the folder has a problem to begin with. */
export async function createLiveRulebook(folder: string, log: Log): Promise<LiveRulebook> {
  let rulebook = await requireRulebook(folder)
  let generation = 1
  let problems: readonly Problem[] = []
  let reading: Promise<void> | undefined
  let next: Promise<void> | undefined
  let stopWatching = async () => {}

  async function read(): Promise<void> {
    const loaded = await loadRulebook(folder).catch((error: Error) => ({
      kind: 'broken' as const,
      problems: [{ file: folder, message: error.message }],
    }))
    problems = loaded.kind === 'broken' ? loaded.problems : []
    if (loaded.kind === 'loaded') {
      rulebook = loaded.rulebook
      generation++
      log.info({ rules: rulebook.rules.length }, 'rules loaded')
    }
    for (const problem of problems) {
      log.error(
        { place: placeOf(problem), problem: problem.message },
        'rules not loaded, the last good ones answer',
      )
    }
  }

  function reload(): Promise<void> {
    if (!reading) return (reading = read().finally(() => (reading = undefined)))
    next ??= reading.then(() => {
      next = undefined
      return reload()
    })
    return next
  }

  async function watch(): Promise<void> {
    const { watch: watchFolder } = await import('chokidar')
    let timer: NodeJS.Timeout | undefined
    const watcher = watchFolder(folder, { ignoreInitial: true })
    watcher.on('all', () => {
      clearTimeout(timer)
      timer = setTimeout(() => void reload(), SETTLE_MS)
    })
    watcher.on('error', (error) => log.error({ err: error }, 'rules are not watched any more'))
    await new Promise<void>((resolve) => watcher.once('ready', resolve))
    stopWatching = async () => {
      clearTimeout(timer)
      await watcher.close()
    }
  }

  return {
    folder,
    current: () => rulebook,
    generation: () => generation,
    problems: () => problems,
    reload,
    watch,
    stop: () => stopWatching(),
  }
}
