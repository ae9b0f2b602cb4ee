/** Three nodes on one private MariaDB behind nginx, as docs/scaling.md has it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTalked, type Talked } from '../../bench/cluster/talked.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { sqlOn } from '../soak/house.ts'

const NODES = 3

export async function openRollingHouse(): Promise<Talked> {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-rolling-'))
  chmodSync(folder, 0o711) // what runs as nobody has folders inside
  const { url, stop: stopDatabase } = await startEmbedded(folder)
  const cleanUp = async () => {
    await stopDatabase()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const talked = await startTalked(folder, Array<string>(NODES).fill(url), sqlOn(url))
    const stop = () => talked.stop().then(cleanUp)
    return { ...talked, stop }
  } catch (error) {
    await cleanUp()
    throw error
  }
}
