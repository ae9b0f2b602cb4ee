/** An upload onto a disk that is full: what is created here is Linux's /dev/full. */
import { expect, test, vi } from 'vitest'
import { createUploads } from '../../src/console/data/uploads.ts'
import { temporaryFolder } from '../support/process.ts'

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  return { ...fs, createWriteStream: () => fs.createWriteStream('/dev/full') }
})

test('an upload that cannot be written ends at once, in the words of the disk', async () => {
  const body = new FormData()
  body.set('file', new File(['x'.repeat(5_000_000)], 'x.csv'))
  const request = new Request('http://console/', { method: 'POST', body })
  const uploads = createUploads(await temporaryFolder('full'))
  await expect(uploads.receive(request, 'one')).rejects.toThrow('ENOSPC')
})
