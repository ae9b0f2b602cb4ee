/** Processes in a file system of their own that they can only read, as somebody who is not root. */
import { chownSync, mkdirSync, readFileSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'

export const SOMEBODY = 1000

/** The command line that runs `command` as process 1 of such a place; `mounts` are bubblewrap's. */
export function sandboxed(
  mounts: readonly string[],
  env: Readonly<Record<string, string>>,
  command: readonly string[],
): string[] {
  const settings = Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...env })
  const own = ['--proc', '/proc', '--dev', '/dev', '--unshare-pid', '--as-pid-1', '--die-with-parent']
  const drop = ['--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID']
  const somebody = [
    'setpriv',
    `--reuid=${SOMEBODY}`,
    `--regid=${SOMEBODY}`,
    '--clear-groups',
    '--no-new-privs',
  ]
  const set = settings.flatMap(([name, value]) => ['--setenv', name, value])
  return [
    'bwrap',
    ...mounts,
    ...own,
    '--clearenv',
    ...set,
    ...drop,
    ...somebody,
    '--inh-caps=-all',
    ...command,
  ]
}

export function folderOfSomebody(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, SOMEBODY, SOMEBODY)
  return folder
}

/** To process 1 itself, as docker stop and systemd do. */
export function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()), name)
}
