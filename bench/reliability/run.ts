/** `npm run bench:reliability`: messages sent, answered, lost and doubled, whatever is done to the server. */
import { machineOf } from './machine.ts'
import { writeMarked } from '../page.ts'
import type { Figures } from './figures.ts'
import { readOptions, type Options } from './options.ts'
import { SECTIONS } from './sections.ts'
import { asMarkdown, asText } from './table.ts'

/** Of each strain. */
const SHOWN = 8

await strain(readOptions(process.argv.slice(2)))

async function strain({ names, isQuick, mayWrite }: Options): Promise<void> {
  const start = performance.now()
  const all: Figures[] = []
  for (const name of names) {
    process.stderr.write(`${name}\n`)
    for (const figures of await SECTIONS[name].run(isQuick)) {
      all.push(figures)
      process.stdout.write(`${asText(figures)}\n`)
    }
  }
  const minutes = ((performance.now() - start) / 60_000).toFixed(1)
  const how = `${machineOf()}. Took ${minutes} minutes${isQuick ? ' with --quick' : ''}.`
  const findings = all.flatMap(({ name, findings }) =>
    findings.slice(0, SHOWN).map((finding) => `${name}: ${finding.slice(0, 600)}`),
  )
  const lost = all.some((figures) => figures.lost + figures.doubled > 0)
  for (const finding of findings) process.stdout.write(`  ✗ ${finding}\n`)
  if (lost || findings.length > 0) process.exitCode = 1
  process.stdout.write(`${how}\n`)
  const verdict = findings.length === 0 ? 'No finding.' : `${findings.length} FINDINGS.`
  if (mayWrite)
    await writeMarked(
      'reliability.md',
      'bench:reliability',
      `${await asMarkdown(all)}\n\n${verdict} ${how}\n`,
    )
}
