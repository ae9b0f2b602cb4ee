import { setTimeout as sleep } from 'node:timers/promises'
import type { House } from './house.ts'
import type { Node } from './node.ts'

type Settled = Pick<House, 'spooled'> & { readonly nodes: readonly Node[] }

/** All nodes end, and what waits on disk is brought to MySQL by the next start. */
export async function settle({ nodes, spooled }: Settled): Promise<void> {
  await Promise.all(nodes.map((node) => node.end('SIGTERM')))
  if (spooled().length === 0) return
  await Promise.all(nodes.map((node) => node.start()))
  for (let looks = 0; spooled().length > 0 && looks < 100; looks++) await sleep(100)
  await Promise.all(nodes.map((node) => node.end('SIGTERM')))
}
