/** The order in which a message is heard: reserved words, rules that match, what waits for it, then everything else. */
import type { Pending } from '../db/pending.ts'
import { withDeadline } from '../delivery/deadline.ts'
import type { Waiting } from '../rule/converse.ts'
import type { Decision, Matched } from '../rule/hearing.ts'
import { kindOf, type OnKind } from '../rule/kinds.ts'
import { hear } from '../rule/normalize.ts'
import { reservedIn } from '../rule/reserved.ts'
import { messageOf } from '../errors.ts'
import type { Answered } from './answered.ts'
import { runDecision, type Scene } from './run.ts'
import { hearReserved } from './words.ts'

/** Events after which nothing of the fan is kept (protocol 4.2 and 4.4). */
export const LEAVING: ReadonlySet<OnKind> = new Set([
  'unsubscribe',
  'user_authorization_revoke',
  'user_authorization_cancellation',
])

/** Undefined where no rule speaks. */
export const hearMessage = (scene: Scene): Promise<Answered | undefined> =>
  scene.message.MsgType === 'text' ? hearText(scene) : hearOther(scene)

async function hearOther(scene: Scene): Promise<Answered | undefined> {
  const { message, text, router } = scene
  const kind = kindOf(message)
  if (LEAVING.has(kind)) await forget(scene)
  for (const listener of router.listeners(kind, message)) {
    const { asText, reply } = listener.named.rule
    const said = asText && text.trim() !== '' ? await hearText(scene) : undefined
    const answered = said ?? (reply && (await runDecision(listener, scene)))
    if (answered && answered.outcome !== 'pass') return answered
  }
  return undefined
}

async function hearText(scene: Scene): Promise<Answered | undefined> {
  const heard = hear(scene.text)
  const waits = readWaits(scene)
  const reserved = reservedIn(heard)
  if (reserved) return hearReserved(reserved, await waits.found, scene, hearText)
  const hearing = scene.router.hear(heard)
  return (
    (await firstOf(hearing.matches(), waits, scene)) ??
    firstOf(hearing.misses(await waits.found), waits, scene)
  )
}

/** What waits for this text; known to be nothing as soon as that is read. */
type Waits = { readonly found: ReturnType<Pending['of']>; isNothing: boolean }

function readWaits({ router, database, fan, run }: Scene): Waits {
  if (!router.asks) return NOTHING_WAITS
  const waits: Waits = { found: database.pending.of(fan, run.key), isNothing: false }
  waits.found.then(
    (waiting) => (waits.isNothing = waiting === undefined),
    () => {}, // whether it matters is decided where it is awaited
  )
  return waits
}
const NOTHING_WAITS: Waits = { found: Promise.resolve(undefined), isNothing: true }

/** An answer is not held back by a MySQL that does not answer. */
const SETTLE_LIMIT_MS = 200

async function firstOf(
  decisions: Iterable<Decision>,
  waits: Waits,
  scene: Scene,
): Promise<Answered | undefined> {
  for (const decision of decisions) {
    const answered = await runDecision(decision, scene)
    if (answered.outcome === 'pass') continue
    if (decision.kind === 'matched' && answered.outcome !== 'failed' && !waits.isNothing)
      await withDeadline(SETTLE_LIMIT_MS, undefined, settle(decision, waits.found, scene))
    return answered
  }
  return undefined
}

/** Another question of the fan's cancels what waits; what it completed is there again for a retry of this message alone. */
async function settle(
  { route }: Matched,
  waits: Promise<Waiting | undefined>,
  { database: { pending }, fan, run, log, account }: Scene,
): Promise<void> {
  try {
    if (await waits) await (route ? pending.forget(fan) : pending.take(fan, run.key))
  } catch (error) {
    log.error({ account, reason: messageOf(error) }, 'question not forgotten')
  }
}

async function forget({ database: { pending, pages, works }, fan, log, account }: Scene): Promise<void> {
  try {
    await Promise.all([pending.forget(fan), pages.forget(fan), works.forget(fan)])
  } catch (error) {
    log.error({ account, reason: messageOf(error) }, 'fan not forgotten')
  }
}
