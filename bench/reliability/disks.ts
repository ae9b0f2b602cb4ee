/** A disk that takes nothing any more: of spool and log, and of MariaDB. */
import { setTimeout as sleep } from 'node:timers/promises'
import { mountDisk, type Disk } from './disk.ts'
import type { Figures } from './figures.ts'
import type { Strain } from './strains.ts'
import { trial, type Scene } from './trial.ts'

export const disks: Strain = async (isQuick) => {
  const seconds = isQuick ? 6 : 60
  const small = await onDisk(16, (disk) => spoolAndLog(disk, seconds))
  const large = await onDisk(400, (disk) => ofMariadb(disk, seconds))
  return [small, large].flatMap((figures) => figures ?? [])
}

async function onDisk(
  megabytes: number,
  run: (disk: Disk) => Promise<Figures>,
): Promise<Figures | undefined> {
  const disk = mountDisk(megabytes)
  if (!disk) {
    process.stdout.write('  LEFT OUT: a full disk, for only root may mount one\n')
    return undefined
  }
  try {
    return await run(disk)
  } finally {
    disk.remove()
  }
}

/** The log is a file on that disk; a `tail` beside the server shows us what gets there. */
function spoolAndLog(disk: Disk, seconds: number): Promise<Figures> {
  const [spool, output] = [`${disk.folder}/data`, `${disk.folder}/output`]
  const before = [
    'sh',
    '-c',
    `: >${output}; tail -n +1 -f --pid=$$ ${output} & exec "$0" "$@" >${output} 2>&1`,
  ]
  const act = async ({ hut, weather }: Scene) => {
    disk.fill()
    await sleep((seconds * 1000) / 2)
    await weather.during('MariaDB is frozen meanwhile', async () => {
      process.kill(hut.mariadbPid(), 'SIGSTOP')
      await sleep(4_000)
      process.kill(hut.mariadbPid(), 'SIGCONT')
    })
    await sleep((seconds * 1000) / 2)
    disk.free()
    await sleep(3_000)
    return ''
  }
  const settings = { DATA_DIR: spool, LOG_LEVEL: 'info' }
  return trial({ name: 'disk of spool and log full', perSecond: 50, how: { before, settings }, act })
}

/** Spool, log and database are on it, as with the private MariaDB of one machine. */
function ofMariadb(disk: Disk, seconds: number): Promise<Figures> {
  const act = async ({ weather }: Scene) => {
    await weather.during('disk of MariaDB full', async () => {
      disk.fill()
      await sleep(seconds * 1000)
      disk.free()
    })
    await sleep(8_000)
    return ''
  }
  return trial({ name: 'disk of MariaDB full', perSecond: 50, how: { folder: `${disk.folder}/all` }, act })
}
