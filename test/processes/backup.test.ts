/** The private MariaDB backed up while it answers, destroyed and brought back. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, startServer, temporaryFolder } from '../support/process.ts'

const ANSWER = { status: 200, text: '[18-546]的工作台位为[车体新厂房3号]' }

test('a server that answers is backed up, all of its data is deleted, and after a restore it answers as before', async () => {
  const DATA_DIR = join(await temporaryFolder(), 'data')
  const parent = await temporaryFolder('backups')
  const first = await startServer({ DATA_DIR })
  const token = readFileSync(join(DATA_DIR, 'token'), 'utf8')
  let [answered, isOn] = [0, true]
  const asking = (async () => {
    for (; isOn; answered++) expect(await first.say('?18-546')).toEqual(ANSWER)
  })()
  const { code, stdout, stderr } = await run(['backup', parent], { DATA_DIR }).ended
  isOn = false
  await asking
  expect([code, stderr, answered > 10]).toEqual([0, '', true])
  const [, folder = ''] = /✓ 备份好了 (\S+)（.*token）/.exec(stdout) ?? []

  const inUse = await run(['restore', folder, '--replace'], { DATA_DIR }).ended
  expect([inUse.code, inUse.stderr]).toEqual([1, expect.stringContaining('正在使用')])
  await first.end('SIGTERM')

  rmSync(DATA_DIR, { recursive: true })
  const restored = await run(['restore', folder], { DATA_DIR }).ended
  expect([restored.code, restored.stderr]).toEqual([0, ''])
  expect(restored.stdout).toMatch(/^ {2}parts 201 行$/m)
  expect(restored.stdout).toMatch(/^ {2}yingda_messages [1-9]\d* 行$/m)
  expect(restored.stdout).toMatch(/^ {2}yingda_secrets 2 行$/m)
  expect(readFileSync(join(DATA_DIR, 'token'), 'utf8')).toBe(token)
  const again = await startServer({ DATA_DIR })
  expect(await again.say('?18-546')).toEqual(ANSWER)
  expect(await again.end('SIGTERM')).toBe(0)
})
