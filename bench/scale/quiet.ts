/** Waits until a process has little left to do: MariaDB clears up behind a filling for a while. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuOf } from '../process-figures.ts'

const LOOK_MS = 1_000
const LITTLE_US = 20_000
const LIMIT_MS = 120_000

export async function quiet(pid: number): Promise<void> {
  const deadline = performance.now() + LIMIT_MS
  for (let used = Infinity; used > LITTLE_US && performance.now() < deadline;) {
    const before = cpuOf(pid)
    await sleep(LOOK_MS)
    used = cpuOf(pid) - before
  }
}
