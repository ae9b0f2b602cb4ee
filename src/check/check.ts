/** Everything that can be said of the rules before they are live: they load, they compile, their examples get their replies. */
import { Worker } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../errors.ts'
import { problemAt } from '../rulebook/problem.ts'
import { checkTypes } from './types.ts'
import type { Found, Report, Step, Task } from './worker.ts'

export type Checked = {
  readonly problems: readonly Found[]
  readonly rules: number
  readonly examples: number
}

const TABLES = fileURLToPath(new URL('../../drizzle', import.meta.url))
const WORKER = new URL('./thread.js', import.meta.url)
/** Nothing that a rule does alone may take longer. */
const STEP_LIMIT_MS = 5_000

export type CheckDeps = {
  readonly rulesDir: string
  readonly dataDir: string
  /** Of the scratch database. */
  readonly url: string
}

export async function check({ rulesDir, dataDir, url }: CheckDeps): Promise<Checked> {
  const [types, asked] = await Promise.all([
    checkTypes([rulesDir, TABLES], dataDir),
    askExamples({ rulesDir, url, from: 0 }),
  ])
  return { ...asked, problems: [...asked.problems, ...types] }
}

/** An example that never ends, or breaks more than itself, costs its worker, and the next one goes on behind it. */
export async function askExamples(task: Task): Promise<Checked> {
  const run = await runWorker(task)
  if (run.kind === 'ended') return run.checked
  const { file, text, what, index } = run.step
  const problem = problemAt(file ?? task.rulesDir, text, `${what}${run.reason}`, 'say')
  if (index < 0) return { problems: [problem], rules: 0, examples: 0 }
  const rest = await askExamples({ ...task, from: index + 1 })
  return { ...rest, problems: [...run.problems, { ...problem, example: index }, ...rest.problems] }
}

type Run =
  | { readonly kind: 'ended'; readonly checked: Checked }
  | {
      readonly kind: 'stuck'
      readonly step: Step
      readonly reason: string
      readonly problems: readonly Found[]
    }

const ENDLESS = `${STEP_LIMIT_MS / 1000} 秒还没有结束，已经停下；看看有没有不会结束的循环`
const ESCAPED = '在处理函数之外出错，是不是少了 await？'
const QUIT = '结束了整个进程，是不是调用了 process.exit？'

function runWorker(task: Task): Promise<Run> {
  const problems: Found[] = []
  let done: Extract<Report, { kind: 'done' }> | undefined
  const worker = new Worker(WORKER, { workerData: task })
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    let step: Step = { what: '', index: -1 }
    const watch = (next: Step) => {
      step = next
      clearTimeout(timer)
      timer = setTimeout(() => {
        void worker.terminate()
        resolve({ kind: 'stuck', step, reason: ENDLESS, problems })
      }, STEP_LIMIT_MS)
    }
    worker.on('message', (report: Report) => {
      if (report.kind === 'step') watch(report.step)
      else clearTimeout(timer)
      if (report.kind === 'problems') problems.push(...report.problems)
      if (report.kind === 'done') done = report
    })
    worker.on('error', (error) => {
      clearTimeout(timer)
      resolve({ kind: 'stuck', step, reason: `${ESCAPED}（${messageOf(error)}）`, problems })
    })
    worker.on('exit', () => {
      clearTimeout(timer)
      if (!done) return resolve({ kind: 'stuck', step, reason: QUIT, problems })
      const { rules, examples } = done
      resolve({ kind: 'ended', checked: { problems, rules, examples } })
    })
  })
}
