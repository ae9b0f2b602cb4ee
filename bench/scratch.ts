/** Folders for the data of a bench, which go with it, also when it is told to stop. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders = new Set<string>()

/** Beside what else is temporary, or in the folder that is given. */
export function makeScratch(prefix: string, parent = tmpdir()): string {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, leave).on(signal, leave)
  const folder = mkdtempSync(join(parent, prefix))
  folders.add(folder)
  return folder
}

export function removeScratch(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  folders.delete(folder)
}

/** Servers and MariaDB end with us. */
function leave(): void {
  folders.forEach(removeScratch)
  process.exit(130)
}
