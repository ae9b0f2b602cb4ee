/** What cannot be run here is at least read by the programs that would run it. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const run = (program: string, args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(program, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } })

const SECRETS = { DOMAIN: 'wx.example.com', MYSQL_PASSWORD: 'a', WECHAT_TOKEN: 'b', CONSOLE_PASSWORD: 'c' }

test('Compose takes compose.yaml, and both nodes run with a root that can only be read', () => {
  const { status, stdout, stderr } = run('docker-compose', ['-f', 'compose.yaml', 'config'], SECRETS)
  expect(status, stderr).toBe(0)
  expect(stdout.match(/^ {4}read_only: true$/gm)).toHaveLength(2)
  expect(stdout).toContain('DATABASE_URL: mysql://yingda:a@mysql:3306/yingda')
})

test.each(Object.keys(SECRETS))('Compose starts nothing without %s', (name) => {
  const { status, stderr } = run('docker-compose', ['-f', 'compose.yaml', 'config'], {
    ...SECRETS,
    [name]: '',
  })
  expect(status).not.toBe(0)
  expect(stderr).toContain('see docs/deploy.md')
})

test('systemd takes the unit, and finds it exposed to 1.5 of 10 at most', () => {
  const unit = './deploy/yingda@.service'
  expect(run('systemd-analyze', ['verify', unit])).toMatchObject({ status: 0, stderr: '' })
  const { status, stdout } = run('systemd-analyze', ['security', '--offline=true', '--threshold=15', unit])
  expect(status, stdout).toBe(0)
})
