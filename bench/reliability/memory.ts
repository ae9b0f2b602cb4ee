/** A group of processes that may take so much memory, and no more. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'

export type Group = {
  /** Puts what it becomes into the group. */
  readonly before: readonly string[]
  /** How often the kernel has killed for lack of memory. */
  killed(): number
  remove(): void
}

const V1 = '/sys/fs/cgroup/memory'

/** Undefined where we may not make one. */
export function memoryGroup(megabytes: number): Group | undefined {
  const isFirst = existsSync(V1)
  const folder = `${isFirst ? V1 : '/sys/fs/cgroup'}/yingda-${process.pid}`
  const [limit, events] = isFirst
    ? ['memory.limit_in_bytes', 'memory.oom_control']
    : ['memory.max', 'memory.events']
  try {
    mkdirSync(folder)
    writeFileSync(`${folder}/${limit}`, String(megabytes * 2 ** 20))
  } catch {
    return undefined
  }
  return {
    before: ['sh', '-c', `echo $$ >${folder}/cgroup.procs && exec "$0" "$@"`],
    killed: () => Number(/^oom_kill (\d+)/m.exec(readFileSync(`${folder}/${events}`, 'utf8'))?.[1] ?? 0),
    remove: () => rmdirSync(folder),
  }
}
