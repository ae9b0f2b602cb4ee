/** The rules folder as it is now: every file read and validated, then the whole proved. */
import { AppError } from '../errors.ts'
import type { Topic } from '../rule/context.ts'
import { hear } from '../rule/normalize.ts'
import type { Named } from '../rule/order.ts'
import { createRouter, type Router } from '../rule/router.ts'
import { firstSaying } from '../rule/rule.ts'
import { placeOf, type Problem } from './problem.ts'
import { proveRule } from './prove-rule.ts'
import { proveWhole } from './prove-whole.ts'
import { readRules, type Hooks } from './read.ts'

/** The rules as one account has them: the shared ones and its own. */
export type AccountRules = { readonly router: Router; readonly topics: readonly Topic[] }

export type Rulebook = {
  readonly rules: readonly Named[]
  /** An account without a folder of its own has the shared rules. */
  of(account: string): AccountRules
}

export type Loaded =
  | { readonly kind: 'loaded'; readonly rulebook: Rulebook }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }

/** Reads every rule file of the folder; all problems are reported at once. */
export async function loadRulebook(folder: string, hooks: Hooks = {}): Promise<Loaded> {
  const { rules: read, problems: unread, broken } = await readRules(folder, hooks)
  const proofs = read.map((named) => ({ named, problems: proveRule(named) }))
  const rules = proofs.flatMap(({ named, problems }) => (problems.length === 0 ? [named] : []))
  const left = new Set([...broken, ...read.filter((named) => !rules.includes(named)).map(({ id }) => id)])
  const shared = rulesOf(rules, undefined)
  const own = new Map(ownersOf(rules).map((account) => [account, rulesOf(rules, account)]))
  const whole = [shared, ...own.values()].flatMap(({ mine, router }) => proveWhole(mine, router, left))
  const problems = [...unread, ...proofs.flatMap((proof) => proof.problems), ...withoutRepeats(whole)]
  if (problems.length > 0) return { kind: 'broken', problems }
  const of = (account: string): AccountRules => own.get(account) ?? shared
  return { kind: 'loaded', rulebook: { rules, of } }
}

/** The accounts that have rules of their own. */
export const ownersOf = (rules: readonly Named[]): string[] => [
  ...new Set(rules.flatMap(({ account }) => account ?? [])),
]

/** The rulebook of a folder without problems; throws RULES_BROKEN with all of them. */
export async function requireRulebook(folder: string): Promise<Rulebook> {
  const loaded = await loadRulebook(folder)
  if (loaded.kind === 'loaded') return loaded.rulebook
  const lines = loaded.problems.map((problem) => `  ${placeOf(problem)}：${problem.message}`)
  throw new AppError('RULES_BROKEN', `规则有 ${lines.length} 处问题：\n${lines.join('\n')}`)
}

function rulesOf(rules: readonly Named[], account: string | undefined) {
  const mine = rules.filter((named) => named.account === undefined || named.account === account)
  const router = createRouter(mine)
  return { mine, router, topics: topicsOf(router) }
}

/** Each rule once, at the place of its first pattern. */
function topicsOf(router: Router): Topic[] {
  const rules = new Set(router.routes.map((route) => route.named.rule))
  return [...rules].map((rule) => ({ title: rule.title, example: hear(firstSaying(rule)).text }))
}

/** What is wrong with a shared rule is wrong in every account. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.file}\n${problem.message}`, problem])).values()]
}
