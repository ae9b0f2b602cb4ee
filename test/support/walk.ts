/** The commands of docs/deploy.md, carried out as root where they can do no harm: what would change this machine only notes that it was called. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

export type Walk = {
  /** What stands in for /etc and /opt. */
  readonly etc: string
  readonly opt: string
  /** Runs what the page says, and returns what was only noted. */
  type(commands: string): string[]
}

/** These are noted; the database's client leaves its input in `sql`. */
const NOTED = ['apt-get', 'certbot', 'curl', 'mariadb', 'nginx', 'systemctl']

export function walkIn(folder: string, variables: string): Walk {
  const [etc, opt, bin] = ['etc', 'opt', 'opt/bin'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(bin, { recursive: true })
  cpSync('/etc', etc, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !/^\/etc\/(ssl|letsencrypt)\//.test(from),
  })
  mkdirSync(join(etc, 'nginx/conf.d'), { recursive: true })
  const note = (name: string) => `#!/bin/sh\necho "${name} $*" >> /opt/noted\n`
  for (const name of NOTED)
    writeFileSync(join(bin, name), note(name) + (name === 'mariadb' ? 'cat > /opt/sql\n' : ''))
  for (const name of NOTED) chmodSync(join(bin, name), 0o755)
  const npm = join(homedir(), '.npm')
  mkdirSync(npm, { recursive: true })
  const places = [
    '--ro-bind',
    '/',
    '/',
    '--bind',
    etc,
    '/etc',
    '--ro-bind',
    '/etc/ssl',
    '/etc/ssl',
    '--bind',
    opt,
    '/opt',
  ]
  const more = [
    '--bind',
    npm,
    npm,
    '--dev',
    '/dev',
    '--proc',
    '/proc',
    '--tmpfs',
    '/tmp',
    '--tmpfs',
    '/var/mail',
  ]
  const known = join(folder, 'known')
  writeFileSync(known, variables)
  return {
    etc,
    opt,
    type(commands) {
      const noted = join(opt, 'noted')
      const before = existsSync(noted) ? readFileSync(noted, 'utf8').length : 0
      const remember =
        '{ declare -p DOMAIN EMAIL SOURCE password read_password 2>/dev/null; echo "cd $PWD"; } > /opt/known || true'
      const script = `set -eu\nPATH=/opt/bin:$PATH\n${readFileSync(known, 'utf8')}\n${commands}\n${remember}`
      const { status, stderr } = spawnSync(
        'bwrap',
        [...places, ...more, '--chdir', '/', 'bash', '-c', script],
        {
          encoding: 'utf8',
          env: {
            ...process.env,
            BASH_ENV: '',
            GIT_CONFIG_COUNT: '1',
            GIT_CONFIG_KEY_0: 'safe.directory',
            GIT_CONFIG_VALUE_0: '*',
          },
        },
      )
      expect(status, stderr).toBe(0)
      writeFileSync(known, readFileSync(join(opt, 'known')))
      return existsSync(noted) ? readFileSync(noted, 'utf8').slice(before).trim().split('\n') : []
    },
  }
}

/** The shell blocks under a heading, up to the next one that is as high. */
export function commandsOf(page: string, heading: string): string[] {
  const from = page.indexOf(`\n${heading}`)
  expect(from, heading).toBeGreaterThan(0)
  const level = /^#+/.exec(heading)?.[0] ?? ''
  const rest = page.slice(from + heading.length)
  const end = rest.search(new RegExp(`\n#{1,${level.length}} `))
  return [...rest.slice(0, end < 0 ? undefined : end).matchAll(/```sh\n(.*?)```/gs)].map(
    ([, block = '']) => block,
  )
}
