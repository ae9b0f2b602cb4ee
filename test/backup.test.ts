/** `npm run backup` and `npm run restore`: what was there is there again, or nothing was touched. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import mysql from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { backUp } from '../src/backup/back-up.ts'
import { optionsFor } from '../src/backup/option-file.ts'
import { backupCommand } from '../src/cli/backup.ts'
import { restoreCommand } from '../src/cli/restore.ts'
import { administer, emptyDatabase } from './support/database.ts'
import { run, temporaryFolder, waitFor } from './support/process.ts'
import { pathWith } from './support/programs.ts'

type Row = Record<string, unknown>

const ODD = `'"\\ \n\r\t\u0000;-- /* 𠮷👨‍👩‍👧`
const DUMPERS = ['mariadb-dump', 'mysqldump']
const source = await emptyDatabase()
const sql = async (statement: string, url = source) => (await administer(statement, url)) as Row[]

await sql(
  'CREATE TABLE notes (id INT PRIMARY KEY, said TEXT CHARACTER SET utf8mb4, bytes BLOB, at TIMESTAMP NULL)',
)
await sql('CREATE TABLE counted (n INT NOT NULL)')
await sql('INSERT INTO counted VALUES (0)')
await sql('CREATE TRIGGER counting AFTER INSERT ON notes FOR EACH ROW UPDATE counted SET n = n + 1')
await sql('CREATE VIEW newest AS SELECT MAX(id) AS id FROM notes')
await sql('CREATE FUNCTION twice (n INT) RETURNS INT DETERMINISTIC RETURN n * 2')
await sql(
  'CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS "2037-01-01" DO DELETE FROM counted WHERE n < 0',
)
await sql(`INSERT INTO notes VALUES (1, ${mysql.escape(ODD)}, X'00ff270a', '2026-01-01 08:00:00')`)

/** All rows, and that what is no row works. */
async function contents(url: string) {
  const [newest] = await sql('SELECT id, twice(id) AS twice FROM newest', url)
  const events = await sql(
    'SELECT event_name AS name FROM information_schema.events WHERE event_schema = DATABASE()',
    url,
  )
  return {
    notes: await sql('SELECT * FROM notes ORDER BY id', url),
    counted: await sql('SELECT n FROM counted', url),
    newest,
    events,
  }
}

async function printed(command: (args: string[]) => Promise<void>, args: string[]): Promise<string> {
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((piece) => ((text += String(piece)), true))
  await command(args).finally(() => spy.mockRestore())
  return text
}

/** The new folder. */
async function backedUp(parent: string): Promise<string> {
  const [, folder = ''] = /✓ 备份好了 (\S+)（/.exec(await printed(backupCommand, [parent])) ?? []
  return folder
}

const NO_FILES = { token: '/none/token', 'accounts.json': '/none/accounts.json' }
const backUpAt = (parent: string, at: number) =>
  backUp({ url: source, parent, files: NO_FILES, now: () => at, signal: new AbortController().signal })

async function restoring(folder: string, url: string, ...args: string[]): Promise<string> {
  vi.stubEnv('DATABASE_URL', url)
  return printed(restoreCommand, [folder, ...args])
}

const dataDir = await temporaryFolder('backup-data')
function stubSettings(): void {
  vi.stubEnv('DATABASE_URL', source)
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('ACCOUNTS_FILE', join(dataDir, 'accounts.json'))
}
beforeEach(stubSettings)
afterEach(() => void vi.unstubAllEnvs())

const parent = await temporaryFolder('backups')
stubSettings()
const whole = await backedUp(parent)

describe('a backup', () => {
  test('brings rows, views, triggers, routines and events into an empty database, and says how many rows', async () => {
    const target = await emptyDatabase()
    expect(await restoring(whole, target)).toMatch(
      /^✓ 恢复了 20\S+Z 的备份\n {2}counted 1 行\n {2}notes 1 行\n$/,
    )
    expect(await contents(target)).toEqual(await contents(source))
    await sql("INSERT INTO notes VALUES (2, '', NULL, NULL)", target)
    expect(await sql('SELECT n FROM counted', target)).toEqual([{ n: 2 }])
  })

  test('is a folder of its own, however many are made in one second', async () => {
    const several = await temporaryFolder('backups')
    const second = Date.now()
    const made = await Promise.all([0, 1, 2].map(() => backUpAt(several, second)))
    made.push(await backUpAt(several, second))
    const name = /^yingda-20\d{6}T\d{6}Z/.exec(readdirSync(several).sort()[0] ?? '')?.[0]
    const names = [`${name}`, `${name}-2`, `${name}-3`, `${name}-4`]
    expect(readdirSync(several).sort()).toEqual(names)
    expect(made.map(({ folder }) => basename(folder)).sort()).toEqual(names)
  })

  test('is for its owner alone, whatever the umask says', () => {
    expect(statSync(whole).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(whole)) expect(statSync(join(whole, name)).mode & 0o777).toBe(0o600)
    expect(readdirSync(whole).sort()).toEqual(['backup.json', 'database.sql.gz'])
  })

  test('can be read without us', async () => {
    const text = spawnSync('gunzip', ['-c', join(whole, 'database.sql.gz')], { encoding: 'utf8' }).stdout
    expect(text).toContain('CREATE TABLE `notes`')
    expect(text.trimEnd()).toMatch(/-- Dump completed on .*$/)
  })

  test('is one moment, however much is written meanwhile', { timeout: 120_000 }, async () => {
    const url = await emptyDatabase()
    await sql('CREATE TABLE a (n INT PRIMARY KEY, text TEXT)', url)
    await sql('CREATE TABLE b (n INT PRIMARY KEY, text TEXT)', url)
    const connection = await mysql.createConnection(url)
    let [n, isOn] = [0, true]
    const write = async () => {
      const text = randomBytes(2_000).toString('hex')
      await connection.beginTransaction()
      for (const table of ['b', 'a']) await connection.query(`INSERT INTO ${table} VALUES (?, ?)`, [n, text])
      await connection.commit()
      n++
    }
    while (n < 300) await write()
    const writing = (async () => {
      while (isOn) await write()
    })()
    vi.stubEnv('DATABASE_URL', url)
    const before = n
    const folder = await backedUp(parent)
    const after = n
    isOn = false
    await writing
    await connection.end()
    const target = await emptyDatabase()
    await restoring(folder, target)
    const [counts] = await sql(
      `SELECT (SELECT COUNT(*) FROM a) AS a, (SELECT COUNT(*) FROM b) AS b,
      (SELECT COUNT(*) FROM a JOIN b USING (n, text)) AS both_of_them`,
      target,
    )
    expect(after).toBeGreaterThan(before)
    expect(counts?.['a']).toBeGreaterThanOrEqual(before)
    expect(counts?.['a']).toBeLessThanOrEqual(after + 1)
    expect([counts?.['b'], counts?.['both_of_them']]).toEqual([counts?.['a'], counts?.['a']])
  })

  test('holds the token and the accounts, which come back to where the settings say', async () => {
    const token = join(dataDir, 'token')
    const accounts = join(dataDir, 'accounts.json')
    writeFileSync(token, 'TokenOfTest\n')
    writeFileSync(accounts, '{}')
    const folder = await backedUp(await temporaryFolder('backups'))
    expect(statSync(join(folder, 'accounts.json')).mode & 0o777).toBe(0o600)
    writeFileSync(token, 'AnotherToken\n')
    const target = await emptyDatabase()
    await expect(restoring(folder, target)).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
    expect(await sql('SHOW TABLES', target)).toEqual([])
    const elsewhere = join(dataDir, 'new', 'folder')
    vi.stubEnv('DATA_DIR', elsewhere)
    vi.stubEnv('ACCOUNTS_FILE', join(elsewhere, 'accounts.json'))
    expect(await restoring(folder, target)).toContain(`  ${join(elsewhere, 'token')}\n`)
    expect(readFileSync(join(elsewhere, 'token'), 'utf8')).toBe('TokenOfTest\n')
    expect(readFileSync(join(elsewhere, 'accounts.json'), 'utf8')).toBe('{}')
    expect(statSync(join(elsewhere, 'token')).mode & 0o777).toBe(0o600)
  })

  test('of a database without a table is refused: it is not the one that was meant', async () => {
    vi.stubEnv('DATABASE_URL', await emptyDatabase())
    const none = join(await temporaryFolder('backups'), 'none')
    await expect(printed(backupCommand, [none])).rejects.toMatchObject({ code: 'BACKUP_EMPTY' })
    expect(existsSync(none)).toBe(false)
  })
})

test('the rights that docs/deploy.md grants are enough for a backup and a restore', async () => {
  const [, rights = ''] =
    /GRANT (.*) ON yingda\.\* TO yingda@localhost;/.exec(readFileSync('docs/deploy.md', 'utf8')) ?? []
  const user = `u${randomBytes(4).toString('hex')}`
  const url = new URL(await emptyDatabase())
  const name = url.pathname.slice(1)
  await sql(`CREATE USER ${user}@'%' IDENTIFIED BY 'pw'`, inject('mysqlUrl'))
  await sql(`GRANT ${rights} ON ${name}.* TO ${user}@'%'`, inject('mysqlUrl'))
  url.username = user
  url.password = 'pw'
  await sql('CREATE TABLE notes (n INT)', url.href)
  await sql('INSERT INTO notes VALUES (1)', url.href)
  vi.stubEnv('DATABASE_URL', url.href)
  const folder = await backedUp(await temporaryFolder('rights'))
  await sql('DELETE FROM notes', url.href)
  await restoring(folder, url.href, '--replace')
  expect(await sql('SELECT n FROM notes', url.href)).toEqual([{ n: 1 }])
  await sql(`DROP USER ${user}`, inject('mysqlUrl'))
})

describe('a password', () => {
  const password = `p#"\\ '=;x%1`

  test('with every sign in it is understood, and stands in no argument', { timeout: 120_000 }, async () => {
    const user = `u${randomBytes(4).toString('hex')}`
    const url = new URL(await emptyDatabase())
    await sql('CREATE TABLE notes (n INT)', url.href)
    const name = url.pathname.slice(1)
    await sql(`CREATE USER ${user}@'%' IDENTIFIED BY ${mysql.escape(password)}`, inject('mysqlUrl'))
    await sql(`GRANT ALL ON ${name}.* TO ${user}@'%'`, inject('mysqlUrl'))
    url.username = user
    url.password = encodeURIComponent(password)
    const folder = await temporaryFolder('told')
    const told = `printf '%s\\n' "$@" >>${folder}/arguments; exec "$REAL" "$@"`
    const PATH = await pathWith(
      Object.fromEntries([...DUMPERS, 'mariadb', 'mysql'].map((name) => [name, told])),
    )
    vi.stubEnv('PATH', PATH)
    vi.stubEnv('DATABASE_URL', url.href)
    await restoring(await backedUp(folder), url.href, '--replace')
    const said = readFileSync(join(folder, 'arguments'), 'utf8')
    expect(said.split('\n').filter((argument) => argument === name)).toHaveLength(2)
    for (const secret of [password, url.password, user]) expect(said).not.toContain(secret)
    await sql(`DROP USER ${user}`, inject('mysqlUrl'))
  })

  test('is for a host by TCP, also for localhost, or for a socket', () => {
    expect(optionsFor('mysql://a:b@localhost/x', 'mariadb')).toBe(
      '[client]\nprotocol="tcp"\nhost="localhost"\nport="3306"\nuser="a"\npassword="b"\n',
    )
    expect(optionsFor('mysql://root@localhost/x?socketPath=%2Fa%20b', 'mysql')).toContain('socket="/a b"\n')
    expect(optionsFor('mysql://a:b@[::1]:3307/x?ssl={}', 'mysql')).toContain('host="::1"\nport="3307"\n')
    expect(optionsFor('mysql://a:b@h/x?ssl={}', 'mariadb')).toMatch(/\nssl\n$/)
  })
})

describe('a restore', () => {
  test.each([
    ['cut off', (file: string) => truncateSync(file, statSync(file).size - 1), /应有 \d+ 字节，实际是 \d+$/],
    ['changed', (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size)), /的内容变了$/],
  ])('of a dump that was %s touches nothing, even with --replace', async (_, spoil, message) => {
    const folder = join(await temporaryFolder('spoilt'), 'copy')
    spawnSync('cp', ['-r', whole, folder])
    spoil(join(folder, 'database.sql.gz'))
    const before = await contents(source)
    const refused = restoring(folder, source, '--replace')
    await expect(refused).rejects.toMatchObject({
      code: 'BACKUP_UNUSABLE',
      message: expect.stringMatching(message),
    })
    expect(await contents(source)).toEqual(before)
  })

  test('of a folder that is no backup, or not yet one, is refused', async () => {
    await expect(restoring(parent, source, '--replace')).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' })
    await expect(restoring('none', source, '--replace')).rejects.toMatchObject({
      code: 'BACKUP_UNUSABLE',
      message: expect.stringMatching(/^没有 .*none 这个目录$/),
    })
  })

  test('into a database with tables is refused; with --replace what was there is gone', async () => {
    const target = await emptyDatabase()
    await sql('CREATE TABLE newer (n INT)', target)
    await sql('CREATE TABLE notes (other INT)', target)
    await expect(restoring(whole, target)).rejects.toMatchObject({
      code: 'RESTORE_NOT_EMPTY',
      message: expect.stringContaining('已经有 2 张表'),
    })
    expect(await sql('SELECT * FROM newer', target)).toEqual([])
    await restoring(whole, target, '--replace')
    expect(await contents(target)).toEqual(await contents(source))
    await expect(sql('SELECT * FROM newer', target)).rejects.toThrow(/newer/)
  })

  test('into a database that somebody is connected to is refused', async () => {
    const target = await emptyDatabase()
    const node = await mysql.createConnection(target)
    await expect(restoring(whole, target, '--replace')).rejects.toMatchObject({ code: 'RESTORE_IN_USE' })
    await node.end()
    await waitFor(
      () =>
        restoring(whole, target).then(
          () => true,
          () => false,
        ),
      10_000,
    )
  })

  test('that breaks off says so, and the next one with --replace is whole', async () => {
    const target = await emptyDatabase()
    const cut = 'head -c 1500 | "$REAL" "$@"; echo "the server is gone" >&2; exit 1'
    vi.stubEnv('PATH', await pathWith({ mariadb: cut, mysql: cut }))
    const broken = restoring(whole, target)
    await expect(broken).rejects.toMatchObject({ code: 'RESTORE_FAILED', message: /the server is gone/ })
    vi.unstubAllEnvs()
    await restoring(whole, target, '--replace')
    expect(await contents(target)).toEqual(await contents(source))
  })
})

describe('a backup that cannot be made leaves the one before it whole, and nothing of its own', () => {
  const names = () => readdirSync(parent).sort()

  async function expectRefused(
    env: NodeJS.ProcessEnv,
    said: RegExp,
    command = ['sh', '-c', 'exec node src/setup.js backup "$PARENT"'],
  ) {
    const before = names()
    const [program = '', ...args] = command
    const child = spawnSync(program, args, {
      env: { ...process.env, DATABASE_URL: source, DATA_DIR: dataDir, PARENT: parent, ...env },
      encoding: 'utf8',
    })
    expect([child.status, child.stderr]).toEqual([1, expect.stringMatching(said)])
    expect(names()).toEqual(before)
    await restoring(whole, await emptyDatabase())
  }

  test('on a full disk', async () => {
    const url = await emptyDatabase()
    await sql('CREATE TABLE much (text MEDIUMTEXT)', url)
    await sql(`INSERT INTO much VALUES ('${randomBytes(200_000).toString('hex')}')`, url)
    const limited = ['sh', '-c', 'ulimit -f 100; exec node src/setup.js backup "$PARENT"']
    await expectRefused({ DATABASE_URL: url }, /✗ 备份写不进 .*EFBIG.*\n {2}→ 腾出磁盘空间/, limited)
  })

  test('when the dump breaks off', async () => {
    const breaks = 'echo "CREATE TABLE x (n INT);"; echo "Lost connection" >&2; exit 3'
    const PATH = await pathWith(Object.fromEntries(DUMPERS.map((name) => [name, breaks])))
    await expectRefused({ PATH }, /✗ m\S+dump 没有成功：Lost connection\n/)
  })

  test('where there is no mariadb-dump and no apt-get', async () => {
    const folder = await temporaryFolder('bare')
    for (const name of ['sh', 'node', 'env'])
      spawnSync('ln', [
        '-s',
        spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(),
        join(folder, name),
      ])
    await expectRefused(
      { PATH: folder },
      /✗ 这台机器上没有 mariadb-dump .*\n {2}→ 请运行：.*MariaDB 的客户端/,
    )
  })

  test('when it is told to stop', async () => {
    const before = names()
    const PATH = await pathWith(Object.fromEntries(DUMPERS.map((name) => [name, 'echo; exec sleep 60'])))
    const { child, ended } = run(['backup', parent], { DATABASE_URL: source, DATA_DIR: dataDir, PATH })
    await waitFor(() => names().some((name) => name.endsWith('.part')), 30_000)
    await waitFor(
      () => readdirSync(join(parent, names().find((name) => name.endsWith('.part')) ?? '')).length > 0,
      30_000,
    )
    child.kill('SIGTERM')
    const { code, stderr } = await ended
    expect([code, stderr]).toEqual([1, expect.stringContaining('备份没有做完就被停下了')])
    expect(names()).toEqual(before)
  })
})

test.each([
  [backupCommand, ['a', 'b'], 'USAGE_BACKUP'],
  [backupCommand, ['--much'], 'USAGE_BACKUP'],
  [restoreCommand, [], 'USAGE_RESTORE'],
] as const)('%o %j: what to type is said', async (command, args, code) => {
  await expect(command([...args])).rejects.toMatchObject({ code })
})
