/** What the product writes during the tests goes into one folder, and so do the secrets that must not be in it. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, type Log } from '../../src/log.ts'
import { SETTINGS } from '../../src/settings.ts'
import { SECRETS } from './leaks.ts'

/** Undefined outside of a run of look-for-leaks.ts, as in the soak. */
const folder = process.env['TEST_OUTPUTS']
const SHORTEST = 6
let log: Log | undefined

/** A log that no test reads: of everything, into the folder. */
export const quietLog = (): Log =>
  (log ??=
    folder === undefined ? createLog('silent', 2) : createLog('debug', join(folder, `log-${process.pid}`)))

export function keepOutput(text: string): void {
  if (folder !== undefined && text !== '') appendFileSync(join(folder, `output-${process.pid}`), `${text}\n`)
}

/** Nothing that the product writes may hold it; too short a text would be found by chance. */
export function keepSecret(text: string | undefined): void {
  if (folder === undefined || text === undefined || text.length < SHORTEST) return
  appendFileSync(join(folder, SECRETS), `${JSON.stringify(text)}\n`)
}

/** The secrets among those settings; of the address of a database it is the password alone. */
export function keepSecretsOf(env: NodeJS.ProcessEnv): void {
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const text = env[name]
    if (!('secret' in setting) || text === undefined) continue
    if (!name.startsWith('DATABASE')) keepSecret(text)
    else if (URL.canParse(text)) keepSecret(decodeURIComponent(new URL(text).password))
  }
}
