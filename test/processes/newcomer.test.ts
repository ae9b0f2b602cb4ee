/** A newcomer's first hour, as the READMEs tell it, in a folder of its own with a blank in its name. */
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { freePorts } from '../../bench/cluster/processes.ts'
import { startServer, temporaryFolder, waitFor } from '../support/process.ts'

const LEFT_OUT = ['node_modules', '.git', '.data', '.scratch', 'test', 'bench']

/** As a clone has it, its packages installed. */
async function clone(): Promise<string> {
  const folder = join(await temporaryFolder('a newcomer'), 'yingda')
  cpSync('.', folder, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) })
  cpSync('test/house', join(folder, 'rules'), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

test(
  'from a clone to a rule of one’s own that answers from one’s own rows',
  { timeout: 300_000 },
  async () => {
    const folder = await clone()
    const [port = 0] = await freePorts(1)
    const own = {
      RULES_DIR: 'rules',
      ACCOUNTS_FILE: '',
      DATA_DIR: join(folder, '.data'),
      PORT: String(port),
    }
    const server = await startServer(own, ['npm', '--prefix', folder, 'start'])
    const { DATABASE_URL: _, ...rest } = process.env
    const env = { ...rest, ...own, NO_COLOR: '1' }
    const npm = (...args: string[]): string => {
      const ended = spawnSync('npm', ['--prefix', folder, 'run', '-s', ...args], { encoding: 'utf8', env })
      expect(ended.status, `npm run ${args.join(' ')}: ${ended.stdout}${ended.stderr}`).toBe(0)
      return ended.stdout
    }

    const ANSWER = '[18-546]的工作台位为[车体新厂房3号]\n'
    expect(npm('ask', '?18-546')).toBe(ANSWER)
    expect(npm('ask', '--', '--trace', '?18-546')).toContain(
      `结果：answer（规则 part-location）\n\n${ANSWER}`,
    )
    expect(npm('fan', '--', '?18-546')).toBe(ANSWER)
    expect(npm('doctor')).toContain('✓ 消息')

    writeFileSync(join(folder, 'parts.csv'), 'code,workstation\n20-1,总装二车间\n')
    expect(npm('import', 'parts', 'parts.csv', '--', '--yes')).toContain('✓ 写好了：新增 1 行')
    npm('export', 'parts', 'out.csv')
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toContain('20-1,总装二车间')

    npm('new', '--', 'stock', '--title', '查库存', '--pattern', '库存{part}', '--table', 'parts')
    await waitFor(async () => (await server.say('库存20-1')).text.includes('总装二车间'), 20_000)
    expect(npm('rules')).toContain('库存{part}')
    expect(npm('check')).toMatch(/^✓ 10 条规则，\d+ 个示例，都没有问题/)
    expect(await server.end('SIGTERM')).toBe(0)
  },
)
