/** On what it was measured, and when. */
import { execFileSync } from 'node:child_process'
import { cpus, release } from 'node:os'
import { load } from '../machine.ts'

const versionOf = (...packages: string[]): string =>
  packages
    .map(
      (name) =>
        `${name} ${execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' })}`,
    )
    .join(', ')

export const machineOf = (): string =>
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()} for everything, load generator included, ` +
  `Linux ${release()}, Node ${process.versions.node}, ` +
  `${versionOf('mariadb-server-core', 'galera-4', 'nginx', 'haproxy')}. Load average after: ${load()}.`
