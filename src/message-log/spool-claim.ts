/** Which process owns which folder of the spool; several share one DATA_DIR, and any may die. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { join } from 'node:path'
import { ownFolder, runFolder } from '../db/embedded-folder.ts'

export type Claim = {
  /** Ours alone while we live. */
  readonly folder: string
  /** Makes the folders of dead processes ours; returns where they are now. */
  takeOver(): Promise<string[]>
  release(): void
}

const SUFFIX = '.rows'

/**
 * A process listens on a socket named like its folder while it lives. The kernel closes that socket however the
 * process ends, which no process id (they are used again, and differ between containers) and no heartbeat can promise.
 */
export async function claimSpool(root: string): Promise<Claim> {
  const sockets = runFolder(ownFolder(root))
  const id = randomBytes(4).toString('hex')
  const folder = join(root, id + SUFFIX)
  const server = createServer((socket) => socket.destroy()).listen(join(sockets, id))
  await once(server, 'listening')
  server.unref()
  mkdirSync(folder, { mode: 0o700 }) // only now: a folder without a socket is a dead one's
  return {
    folder,
    async takeOver() {
      const taken: string[] = []
      for (const name of readdirSync(root)) {
        const other = name.slice(0, -SUFFIX.length)
        if (!name.endsWith(SUFFIX) || other === id || (await isListening(join(sockets, other)))) continue
        if (moved(join(root, name), join(folder, other))) taken.push(join(folder, other))
        rmSync(join(sockets, other), { force: true })
      }
      return taken
    },
    release() {
      removeIfEmpty(folder)
      server.close()
    },
  }
}

/** False only when it is certain that nobody lives there. */
async function isListening(socketPath: string): Promise<boolean> {
  const socket = createConnection(socketPath)
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    return !['ECONNREFUSED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')
  } finally {
    socket.destroy()
  }
}

/** False when another process was faster. */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}

/** False when something waits in it for the next start. */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
