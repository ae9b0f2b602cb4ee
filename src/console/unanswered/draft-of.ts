import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import type { Cluster } from '../../figures/find-clusters.ts'
import { problemsBeside } from '../../rulebook/beside.ts'
import { pathOf } from '../../rulebook/problem.ts'
import type { Named } from '../../rule/order.ts'
import type { Draft } from '../../scaffold/draft.ts'
import { draftWithRows } from '../../scaffold/draft-with-rows.ts'
import { format } from '../../scaffold/format.ts'
import type { UnansweredDeps } from '../pages/unanswered.ts'

export type Drafted =
  | {
      readonly kind: 'drafted'
      readonly draft: Draft
      readonly source: string
      /** From where the server was started. */
      readonly path: string
      /** A rule that asks the same table for the same, and could hear this too. */
      readonly sibling: Named | undefined
      /** Why it does not go together with the rules that there are. */
      readonly problems: readonly string[]
    }
  | { readonly kind: 'impossible'; readonly message: string; readonly hint: string }

export async function draftOf(
  cluster: Cluster,
  { write, rules, tables }: Pick<UnansweredDeps, 'write' | 'rules' | 'tables'>,
): Promise<Drafted> {
  const rulebook = rules.current()
  try {
    const asked = { ...cluster, wordings: cluster.wordings.map(({ text }) => text) }
    const deps = { db: write, rules: rulebook.rules, tables, untitled: () => '请写一个标题' }
    const draft = await draftWithRows(asked, deps)
    const { id, account, rule } = draft
    const file = join(rules.folder, `${id}.ts`)
    const problems = problemsBeside({ id, file, account, rule }, rulebook).map(({ message }) => message)
    const source = await format(draft.source, file).catch(() => draft.source)
    const sibling = rulebook.rules.find((named) => isSibling(named, draft))
    return { kind: 'drafted', draft, source, path: pathOf(file), sibling, problems }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: 'impossible', message: error.message, hint: error.hint }
  }
}

function isSibling({ account, rule }: Named, { account: own, guess, rule: { params } }: Draft): boolean {
  if (!guess || account !== own || (rule.kind !== 'query' && rule.kind !== 'command')) return false
  const isSameTable = rule.given.some(([table]) => table === guess.table.table)
  return isSameTable && Object.keys(rule.params).join() === Object.keys(params).join()
}
