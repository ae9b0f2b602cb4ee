/** Around a whole run: a folder for what the product writes, which must hold no secret at its end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaksIn } from './leaks.ts'

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-outputs-'))
  process.env['TEST_OUTPUTS'] = folder
  return () => {
    const { leaks, secrets, bytes } = leaksIn(folder)
    rmSync(folder, { recursive: true })
    process.stdout.write(`looked for ${secrets} secrets in ${bytes} characters of output\n`)
    if (leaks.length === 0) return
    process.exitCode = 1
    throw new Error(`secrets in the output:\n${leaks.join('\n')}`)
  }
}
