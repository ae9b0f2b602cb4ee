/** `npm run bench:scale`: the cost of a message and of a page of the console as the work grows. */
import { writeFile } from 'node:fs/promises'
import { load, machine } from '../machine.ts'
import { writeMarked } from '../page.ts'
import { pinSelf, setUp } from '../set-up.ts'
import { readOptions, type Options } from './options.ts'
import { pictureOf } from './picture.ts'
import { openPlace } from './place.ts'
import { SECTIONS, type Section } from './sections.ts'
import { asMarkdown } from './table.ts'

const PICTURE = new URL('../../docs/images/scale.svg', import.meta.url)

await scale(readOptions(process.argv.slice(2)))

async function scale(options: Options): Promise<void> {
  const [start, loadBefore] = [performance.now(), load()]
  setUp()
  pinSelf(1)
  const sections: Section[] = []
  for (const name of options.names) {
    process.stderr.write(`\n${name}\n`)
    sections.push({ name, steps: await SECTIONS[name](options) })
  }
  const seconds = Math.round((performance.now() - start) / 1000)
  const how =
    `${machine(await databaseVersion())}. Rounds: ${options.rounds} × ${options.seconds} s. ` +
    `Took ${seconds} s. Load average before: ${loadBefore}, after: ${load()}.`
  const text = `${await asMarkdown(sections)}\n\n${checksOf(sections)}\n\n${how}\n`
  process.stdout.write(`\n${text}`)
  if (!options.mayWrite) return
  await writeFile(PICTURE, pictureOf(sections))
  await writeMarked('performance.md', 'bench:scale', text)
}

async function databaseVersion(): Promise<string> {
  const { database } = await openPlace()
  try {
    return await database.version()
  } finally {
    await database.stop()
  }
}

function checksOf(sections: readonly Section[]): string {
  const problems = sections.flatMap(({ name, steps }) =>
    steps.flatMap(({ size, summary }) => summary.problems.map((problem) => `${name} ${size}: ${problem}`)),
  )
  if (problems.length === 0)
    return 'Checked: every status, every hundredth reply, every row of the message log; no fault.'
  process.exitCode = 1
  return `${problems.length} FAULTS, the first: ${problems
    .slice(0, 5)
    .map((problem) => problem.slice(0, 200))
    .join('; ')}`
}
