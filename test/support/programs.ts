/** A folder before the PATH with programs of our own under the names of real ones. */
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './process.ts'

/** Each script may `exec` the real program as `"$REAL" "$@"`; a question for its version goes there by itself. */
export async function pathWith(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder('programs')
  for (const [name, script] of Object.entries(scripts)) {
    const real = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).stdout.trim()
    const file = join(folder, name)
    writeFileSync(
      file,
      `#!/bin/sh\nREAL=${real}\n[ "$1" = --version ] && exec "$REAL" --version\n${script}\n`,
    )
    chmodSync(file, 0o755)
  }
  return `${folder}:${process.env['PATH']}`
}
