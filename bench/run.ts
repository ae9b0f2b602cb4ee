/** `npm run bench`: our server, the yardstick and the npm peers in turn, on one workload. */
import { openDatabase } from './database.ts'
import { ENTRIES, type Entry } from './entries.ts'
import { load, machine } from './machine.ts'
import { requireKnown } from './only.ts'
import { readOptions, type Options } from './options.ts'
import { writeMarked } from './page.ts'
import { pinSelf, setUp } from './set-up.ts'
import { measureAll, profileAll } from './rounds.ts'
import { makeScratch, removeScratch } from './scratch.ts'
import { secondStart } from './second-start.ts'
import { asMarkdown, asText, targetsAsMarkdown, targetsAsText } from './table.ts'
import { targetsOf } from './targets.ts'

await bench(readOptions(process.argv.slice(2)))

async function bench(options: Options): Promise<void> {
  const entries = chosen(options)
  setUp()
  pinSelf(1)
  const folder = makeScratch('yingda-bench-')
  try {
    if (options.isProfile) await profileAll(folder, entries, options)
    else await compare(folder, entries, options)
  } finally {
    removeScratch(folder)
  }
}

async function compare(folder: string, entries: readonly Entry[], options: Options): Promise<void> {
  const [start, loadBefore] = [performance.now(), load()]
  const startSeconds = entries.some(({ server }) => server === 'yingda')
    ? await secondStart(folder)
    : undefined
  const database = await openDatabase(folder)
  try {
    const rows = await measureAll({ folder, database }, entries, options)
    const targets = targetsOf(rows, startSeconds)
    const problems = rows.flatMap(({ entry, problems }) =>
      problems.map((problem) => `${entry.title}, ${entry.mode}: ${problem}`),
    )
    const checks =
      problems.length === 0
        ? 'Checked: every status, every hundredth reply (at 1,000 a second each one), every row of the message log; no fault.'
        : `${problems.length} FAULTS, the first: ${problems
            .slice(0, 5)
            .map((problem) => problem.slice(0, 200))
            .join('; ')}`
    const seconds = Math.round((performance.now() - start) / 1000)
    const how = `${machine(await database.version())}. Rounds: ${options.rounds} × ${options.seconds} s. Took ${seconds} s. Load average before: ${loadBefore}, after: ${load()}.`
    process.stdout.write(`\n${asText(rows)}\n\n${targetsAsText(targets)}\n\n${checks}\n${how}\n`)
    if (options.mayWrite)
      await writeMarked(
        'performance.md',
        'bench',
        `${asMarkdown(rows)}\n\n${targetsAsMarkdown(targets)}\n\n${checks}\n\n${how}\n`,
      )
    if (problems.length > 0 || targets.some(({ isHeld }) => isHeld === false)) process.exitCode = 1
  } finally {
    await database.stop()
  }
}

function chosen({ only, isQuick }: Options): readonly Entry[] {
  requireKnown(only, [...new Set(ENTRIES.map(({ name }) => name))])
  return ENTRIES.filter(({ name, isExtra }) => (only ? only.includes(name) : !(isQuick && isExtra)))
}
