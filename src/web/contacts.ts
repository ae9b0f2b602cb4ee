/** What came to each account's address of late, in memory: so that an operator sees why WeChat was refused. */
import type { Context } from 'hono'
import type { Account } from '../wechat/open.ts'
import type { Refusal } from '../wechat/why-refused.ts'
import { callerOf, type Caller } from './caller.ts'

export type Kind = 'handshake' | 'message'

export type Contact = Caller & {
  /** Milliseconds since 1970. */
  readonly at: number
}
export type Refused = Contact & { readonly refusal: Refusal }

/** How many of an account's, by why. */
export type Refusals = { readonly account: string; readonly reason: Refusal['kind']; count: number }

/** Of one kind. */
export type Seen = {
  /** The last that was genuine. */
  readonly passed: Contact | undefined
  /** The newest first; what lacks a parameter or has it twice pushes out no other. */
  readonly refused: readonly Refused[]
}

export type Contacts = {
  passed(account: Account, kind: Kind, c: Context): void
  /** Why; finding it out costs some thirty digests, so that a flood is not looked into. */
  refused(account: Account, kind: Kind, c: Context, why: () => Refusal): Refusal
  seen(account: string, kind: Kind): Seen
  /** Since the start. */
  refusals(): readonly Refusals[]
  /** As WeChat calls it, as far as a genuine request has told. */
  address(account: string): Contact | undefined
}

const KEPT = 3
/** Messages come by the thousand; one a second tells as much. */
const EVERY_MS = 1_000
const LOOKED_INTO_A_SECOND = 20
const FLOOD: Refusal = { kind: 'flood' }
const NOTHING: Seen = { passed: undefined, refused: [] }

/** Only accounts that there are, so that strangers make nothing grow. */
export function createContacts(now: () => number): Contacts {
  const seen = new Map<string, Seen>()
  const addresses = new Map<string, Contact>()
  const refusals = new Map<string, Refusals>()
  const mayLook = createBudget()
  const seenOf = (account: string, kind: Kind) => seen.get(`${kind} ${account}`) ?? NOTHING
  return {
    passed({ name }, kind, c) {
      const at = now()
      const before = seenOf(name, kind)
      if (kind === 'message' && before.passed && at - before.passed.at < EVERY_MS) return
      const passed = { ...callerOf(c), at }
      seen.set(`${kind} ${name}`, { ...before, passed })
      if (passed.url) addresses.set(name, passed)
    },
    refused({ name }, kind, c, why) {
      const at = now()
      const refusal = mayLook(at) ? why() : FLOOD
      count(refusals, name, refusal.kind)
      if (refusal === FLOOD) return refusal
      const before = seenOf(name, kind)
      const refused = kept([{ ...callerOf(c), at, refusal }, ...before.refused])
      seen.set(`${kind} ${name}`, { ...before, refused })
      return refusal
    },
    seen: seenOf,
    refusals: () => [...refusals.values()],
    address: (account) => addresses.get(account),
  }
}

function count(refusals: Map<string, Refusals>, account: string, reason: Refusal['kind']): void {
  const key = `${reason} ${account}`
  const known = refusals.get(key)
  if (known) known.count++
  else refusals.set(key, { account, reason, count: 1 })
}

function kept(refused: readonly Refused[]): readonly Refused[] {
  const isOdd = ({ refusal: { kind } }: Refused) => kind === 'absent' || kind === 'repeated'
  const odd = refused.find(isOdd)
  const whole = refused.filter((one) => !isOdd(one)).slice(0, KEPT)
  return refused.filter((one) => one === odd || whole.includes(one))
}

/** So many in each second. */
function createBudget(): (at: number) => boolean {
  let [second, spent] = [0, 0]
  return (at) => {
    const now = Math.floor(at / 1000)
    if (now !== second) [second, spent] = [now, 0]
    return ++spent <= LOOKED_INTO_A_SECOND
  }
}
