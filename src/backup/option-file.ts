/** How the programs are told where MySQL is: never by arguments, which every user of the machine can read. */
import { randomBytes } from 'node:crypto'
import { openSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Family } from './programs.ts'

/** The argument that must be the first; the file is the child's descriptor 3. */
export const FROM_FILE = '--defaults-file=/dev/fd/3'

/** A file that has no name any more when this returns, so that a password stays nowhere whatever becomes of us. */
export function openOptionFile(url: string, family: Family): number {
  const path = join(tmpdir(), `yingda-${randomBytes(12).toString('hex')}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  writeSync(file, optionsFor(url, family))
  return file
}

export function optionsFor(url: string, family: Family): string {
  const { hostname, port, username, password, searchParams } = new URL(url)
  const socket = searchParams.get('socketPath')
  const where = socket
    ? { socket }
    : { protocol: 'tcp', host: hostname.replace(/^\[|\]$/g, ''), port: port || '3306' }
  const who = { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  const lines = Object.entries({ ...where, ...who }).map(([name, value]) => `${name}=${quoted(value)}\n`)
  // MySQL's programs take TLS by themselves where the server has it, MariaDB's have to be told.
  const tls = !searchParams.has('ssl') ? '' : family === 'mariadb' ? 'ssl\n' : 'ssl-mode=REQUIRED\n'
  return `[client]\n${lines.join('')}${tls}`
}

const quoted = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`
