/** What is killed, one after the other, and when it is back. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Findings } from '../../test/soak/findings.ts'
import type { Weather } from '../../test/soak/weather.ts'
import type { Base } from './cluster.ts'
import type { Talked } from './talked.ts'
import type { Options } from './options.ts'

/** From here on, until the next. */
export type Phase = { readonly name: string; readonly from: number }
type Deps = {
  readonly base: Base
  readonly talked: Talked
  readonly weather: Weather
  readonly findings: Findings
}

export async function kill({ base, talked, weather, findings }: Deps, options: Options): Promise<Phase[]> {
  const { galera } = base
  const { faults, awaySeconds, calmSeconds } = options
  const phases: Phase[] = []
  const enter = (name: string) => {
    phases.push({ name, from: Date.now() })
    process.stdout.write(`  ${name}\n`)
  }
  const away = () => sleep(awaySeconds * 1_000)
  const rest = async () => {
    enter('all is well')
    await sleep(calmSeconds * 1_000)
  }
  await rest()
  for (const node of talked.nodes.slice(0, faults)) {
    await weather.during(`kill -9 of ${node.name}`, async () => {
      enter(`kill -9 of ${node.name}`)
      await node.end('SIGKILL')
      await away()
      enter(`${node.name} starts`)
      await node.start()
    })
    await rest()
  }
  for (const node of galera.nodes.slice(0, faults)) {
    const others = galera.nodes.filter((other) => other !== node)
    await weather.during(`kill -9 of ${node.name}`, async () => {
      enter(`kill -9 of ${node.name}`)
      await node.kill()
      await away()
      enter(`${node.name} starts`)
      const start = performance.now()
      await galera.restart(node)
      const seconds = ((performance.now() - start) / 1_000).toFixed(1)
      process.stdout.write(`    it is in sync by ${node.caughtUpBy()} after ${seconds} s\n`)
      for (const one of [node, ...others])
        if ((await galera.size(one)) !== galera.nodes.length)
          findings.add(`${one.name} does not see all others`)
    })
    await rest()
  }
  return phases
}
