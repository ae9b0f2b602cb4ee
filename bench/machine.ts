/** On what it was measured. */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release } from 'node:os'
import { isPinned } from './set-up.ts'

export const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

export function machine(databaseVersion: string): string {
  const wrk = /debian\/\S+|wrk \d\S*/.exec(wrkVersion())?.[0] ?? ''
  const pins = isPinned
    ? 'the server alone on one core, MariaDB and the load generator on another'
    : 'NOT PINNED: it takes two cores and taskset'
  return (
    `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.versions.node}, ` +
    `MariaDB ${databaseVersion} on a socket, wrk ${wrk}; ${pins}`
  )
}

/** It says so with a failure. */
function wrkVersion(): string {
  try {
    return execFileSync('wrk', ['--version'], { encoding: 'utf8' })
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}
