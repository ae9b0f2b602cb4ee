import { watch } from 'chokidar'
import pc from 'picocolors'
import { check, type CheckDeps, type Checked } from '../check/check.ts'
import { createScratch } from '../check/scratch.ts'
import { readConfig } from '../config.ts'
import { groupBy } from '../rule/group.ts'
import { pathOf, type Problem } from '../rulebook/problem.ts'
import { help } from './check.help.js'
import { parsed } from './options.ts'

const SETTLE_MS = 150

/** `npm run check`: rules, types and the replies of the examples; with `--watch` again after every save. */
export async function checkCommand(args: string[]): Promise<void> {
  const { watch: isWatching } = parsed({ args, options: help.options }, 'check', 'USAGE_CHECK').values
  const { rulesDir, dataDir } = readConfig()
  const scratch = await createScratch(dataDir)
  const deps = { rulesDir, dataDir, url: scratch.url }
  try {
    const isGood = await checkOnce(deps)
    if (isWatching) await watchRules(deps)
    else process.exitCode = isGood ? 0 : 1
  } finally {
    await scratch.drop()
  }
}

async function checkOnce(deps: CheckDeps): Promise<boolean> {
  const start = performance.now()
  const checked = await check(deps)
  process.stdout.write(report(checked, performance.now() - start))
  return checked.problems.length === 0
}

/** Until SIGINT or SIGTERM. */
async function watchRules(deps: CheckDeps): Promise<void> {
  const watcher = watch([deps.rulesDir, 'drizzle'], { ignoreInitial: true })
  let running = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const again = () => {
    process.stdout.write(pc.dim(`\n${new Date().toLocaleTimeString('zh-CN', { hour12: false })}\n`))
    running = running.then(() => checkOnce(deps)).then(() => {})
  }
  watcher.on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(again, SETTLE_MS)
  })
  await new Promise<void>((resolve) => watcher.once('ready', resolve)) // a save before that is not seen
  process.stdout.write(pc.dim('存盘后会再检查一次，按 Ctrl+C 结束 · watching\n'))
  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await watcher.close()
  await running
}

function report({ problems, rules, examples }: Checked, ms: number): string {
  const seconds = pc.dim(`（${(ms / 1000).toFixed(1)} 秒）`)
  if (problems.length === 0)
    return `${pc.green('✓')} ${rules} 条规则，${examples} 个示例，都没有问题${seconds}\n`
  const groups = [...groupBy(problems, ({ file }) => file)]
  const blocks = groups.map(([file, own]) => `${pc.bold(pathOf(file))}\n${own.map(entry).join('')}`)
  return `${blocks.join('\n')}\n${pc.red('✗')} ${problems.length} 处问题${seconds}\n`
}

function entry({ line, message }: Problem): string {
  const margin = String(line ?? '').padStart(5)
  return `${pc.yellow(margin)}  ${message.replaceAll('\n', `\n${' '.repeat(margin.length + 2)}`)}\n`
}
