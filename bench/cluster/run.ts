/** `npm run bench:cluster`: three nodes of ours on three databases behind nginx, killed one by one under load. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeMarked } from '../page.ts'
import { machineOf } from './machine.ts'
import { openBase } from './cluster.ts'
import { readOptions, type Options } from './options.ts'
import { measureRates, type Rate } from './rates.ts'
import { asMarkdown, asText, phasesOf, ratesAs, verdictOf } from './report.ts'
import { setUpCluster } from './set-up.ts'
import { talk, type TalkReport } from './talk.ts'

await bench(readOptions(process.argv.slice(2)))

async function bench(options: Options): Promise<void> {
  const scripts = setUpCluster()
  const folder = await mkdtemp(join(tmpdir(), 'yingda-cluster-'))
  try {
    const base = await openBase(folder, scripts)
    try {
      const talked = await talk(base, options)
      const rates = await measureRates(base, options)
      await tell(talked, rates, options)
    } finally {
      await base.stop()
    }
  } finally {
    if (options.isKept) process.stdout.write(`kept: ${folder}\n`)
    else await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function tell(talked: TalkReport, rates: readonly Rate[], { mayWrite }: Options): Promise<void> {
  const problems = [...talked.findings, ...rates.flatMap(({ problems }) => problems)]
  const [phases, verdict, how] = [phasesOf(talked), verdictOf(talked), machineOf()]
  process.stdout.write(`\n${asText(phases)}\n\n${verdict}\n\n${asText(ratesAs(rates))}\n\n${how}\n`)
  for (const problem of problems) process.stdout.write(`  ✗ ${problem}\n`)
  if (problems.length > 0) process.exitCode = 1
  if (!mayWrite) return
  const kept = verdict.replaceAll('\n', '; ')
  const faults = problems.length === 0 ? 'No fault.' : `${problems.length} FAULTS, the first: ${problems[0]}`
  const text = `${asMarkdown(phases)}\n\n${kept}. ${faults}\n\n${asMarkdown(ratesAs(rates))}\n\n${how}\n`
  await writeMarked('scaling.md', 'bench:cluster', text)
}
