/** Where a check reads the rules and asks the examples: a thread that can be ended when a rule loops for ever. */
import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase } from '../db/connect.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { createLog } from '../log.ts'
import { loadRulebook } from '../rulebook/load.ts'
import type { Problem } from '../rulebook/problem.ts'
import { sayingOf, textOfExample } from '../rulebook/rehearse.ts'
import { checkReply, examplesOf } from './replies.ts'

export type Task = {
  readonly rulesDir: string
  /** Of the scratch database. */
  readonly url: string
  /** How many examples have been asked already. */
  readonly from: number
  /** The rule whose examples alone are asked. */
  readonly only?: string
}

/** What it is about to do, so that whoever ends it knows what it hung on. */
export type Step = {
  readonly file?: string
  readonly text?: string
  readonly what: string
  readonly index: number
}
/** `example` says which one, counted from 0. */
export type Found = Problem & { readonly example?: number }

export type Report =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'problems'; readonly problems: readonly Found[] }
  | { readonly kind: 'done'; readonly rules: number; readonly examples: number }

const DEADLINE_MS = 4_500

const tell = (report: Report) => parentPort?.postMessage(report)
const task = workerData as Task

await check()
process.exit()

async function check(): Promise<void> {
  const onRead = (file: string) => tell({ kind: 'step', step: { file, what: '读取这个文件，', index: -1 } })
  const loaded = await loadRulebook(task.rulesDir, { onRead })
  if (loaded.kind === 'broken') {
    tell({ kind: 'problems', problems: loaded.problems })
    return tell({ kind: 'done', rules: 0, examples: 0 })
  }
  const database = createDatabase({ url: task.url })
  await migrateDatabase(database.write)
  const { rulebook } = loaded
  const deps = { rulebook, write: database.write, log: createLog('silent', 2), deadlineMs: DEADLINE_MS }
  const examples = examplesOf(rulebook).filter(({ named }) => (task.only ?? named.id) === named.id)
  for (const [index, one] of examples.entries()) {
    if (index < task.from) continue
    const text = textOfExample(one.example)
    const what = `示例${sayingOf(one.example)}`
    tell({ kind: 'step', step: { file: one.named.file, ...(text !== undefined && { text }), what, index } })
    const problems = await checkReply(one, deps)
    const found = problems.map((problem) => ({ ...problem, example: index }))
    if (found.length > 0) tell({ kind: 'problems', problems: found })
  }
  tell({ kind: 'done', rules: rulebook.rules.length, examples: examples.length })
  await database.close()
}
