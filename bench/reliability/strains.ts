/** What is done to the server while its fans write; a disk that is full is in `disks.ts`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fuzzServer } from '../../test/fuzz/fuzz.ts'
import { openHouse } from '../../test/soak/house.ts'
import { soakHouse } from '../../test/soak/soak.ts'
import { hold, HALF_OPEN, IDLE } from '../../test/support/connections.ts'
import { figuresOf, type Figures } from './figures.ts'
import { memoryGroup } from './memory.ts'
import { effectsIn, trial, type Scene } from './trial.ts'
import { watch } from './watch.ts'
import { largeBodies } from './large-bodies.ts'

export type Strain = (isQuick: boolean) => Promise<readonly Figures[]>

export const load: Strain = async (isQuick) => {
  const [perSecond, seconds] = isQuick ? [100, 8] : [300, 600]
  const name = `${perSecond} messages a second for ${seconds} s`
  return [await trial({ name, perSecond, act: async () => (await sleep(seconds * 1000), '') })]
}

export const idle: Strain = (isQuick) => held(isQuick ? [1_000, 8] : [10_000, 90], 'idle', IDLE)
export const halfOpen: Strain = (isQuick) => held(isQuick ? [200, 8] : [1_000, 90], 'half-open', HALF_OPEN)

async function held(
  [count, seconds]: readonly [number, number],
  kind: string,
  begin: (index: number) => string,
) {
  const act = async ({ life, findings }: Scene) => {
    const connections = hold(life.port, count, begin)
    await sleep(seconds * 1000)
    connections.stop()
    if (connections.most() < count)
      findings.push(`only ${connections.most()} connections were open at once: see ulimit -n`)
    return connections.said()
  }
  return [await trial({ name: `${count.toLocaleString('en')} ${kind} connections`, perSecond: 50, act })]
}

export const fuzzed: Strain = async (isQuick) => {
  const bodies = isQuick ? 5_000 : 1_000_000
  const act = async ({ life, findings }: Scene) => {
    const report = await fuzzServer(
      {
        ...{ port: life.port, pid: life.child.pid ?? 0, collect: () => life.child.kill('SIGUSR2') },
        heap: () => life.heap,
        faults: () =>
          life.log.filter(({ line }) => /request failed|rule failed/.test(line)).map(({ line }) => line),
      },
      { seconds: 3_600, seed: Date.now(), bodies },
    )
    findings.push(...report.findings)
    return report.summary
  }
  return [
    await trial({
      name: `${bodies.toLocaleString('en')} fuzzed bodies`,
      perSecond: 20,
      act,
      hasStrangers: true,
    }),
  ]
}

/** Those of the soak, one after the other: two nodes on one MariaDB behind a load balancer. */
export const faults: Strain = async (isQuick) => {
  const house = await openHouse()
  const watching = watch(() => house.nodes.map((node) => node.now()?.child.pid))
  try {
    const report = await (isQuick ? soakHouse(house, 40, 8) : soakHouse(house, 220, 20))
    const effects = await effectsIn(house)
    const { storms, told, notes } = report
    return storms.map(({ name, from }, at): Figures => {
      const until = storms[at + 1]?.from ?? Infinity
      const mine = told.filter(({ tries: [first] }) => first && first.at >= from && first.at < until)
      const seen = { told: mine, notes, effects, high: watching.between(from, until) }
      return {
        ...figuresOf(name, seen),
        remark: at === 0 ? report.summary : '',
        findings: at === 0 ? report.findings : [],
      }
    })
  } finally {
    watching.stop()
    await house.stop()
  }
}

export const descriptors: Strain = async (isQuick) => {
  const [limit, seconds] = [256, isQuick ? 8 : 60]
  const before = ['sh', '-c', `ulimit -n ${limit} && exec "$0" "$@"`]
  const act = async ({ life }: Scene) => {
    const connections = hold(life.port, 4 * limit, IDLE)
    await sleep(seconds * 1000)
    connections.stop()
    await sleep(2_000)
    return connections.said()
  }
  const name = `${limit} descriptors, ${4 * limit} connections`
  return [await trial({ name, perSecond: 20, how: { before }, act })]
}

export const lowMemory: Strain = async (isQuick) => {
  const [megabytes, seconds] = [256, isQuick ? 8 : 60]
  const group = memoryGroup(megabytes)
  if (!group) {
    process.stdout.write('  LEFT OUT: little memory, for only root may make a cgroup\n')
    return []
  }
  const act = async ({ life, findings }: Scene) => {
    const sent = await largeBodies(life.port, seconds)
    if (group.killed() > 0) findings.push('the kernel has killed the server')
    return `${sent.toLocaleString('en')} bodies of a mebibyte, eight at once`
  }
  try {
    return [
      await trial({
        name: `${megabytes} MB of memory`,
        perSecond: 50,
        how: { before: group.before },
        act,
        hasStrangers: true,
      }),
    ]
  } finally {
    group.remove()
  }
}
