/** An upload onto a disk that takes no more: `ulimit -f` lets no file grow beyond 50 KB. */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/process.ts'

const SCRIPT = `
  import { createUploads } from './src/console/data/uploads.ts'
  const body = new FormData()
  body.set('file', new File(['x'.repeat(5_000_000)], 'x.csv'))
  const request = new Request('http://console/', { method: 'POST', body })
  await createUploads(process.env.FOLDER).receive(request, 'one').catch((error) => console.log(error.code))
`

test('an upload that cannot be written ends at once, in the words of the disk, and leaves nothing there', async () => {
  const FOLDER = await temporaryFolder('full')
  const node = 'ulimit -f 100; exec node --import tsx --input-type=module -e "$SCRIPT"'
  const env = { ...process.env, SCRIPT, FOLDER }
  const { stdout } = await promisify(execFile)('sh', ['-c', node], { env, timeout: 20_000 })
  expect(stdout).toBe('EFBIG\n')
  expect(readdirSync(FOLDER)).toEqual([])
})
