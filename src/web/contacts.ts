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
  /** As WeChat calls it, as far as a genuine request has told. */
  address(account: string): Contact | undefined
}

const KEPT = 3
/** Messages come by the thousand; one a second tells as much. */
const EVERY_MS = 1_000
const LOOKED_INTO_A_SECOND = 20
const NOTHING: Seen = { passed: undefined, refused: [] }

/** Only accounts that there are, so that strangers make nothing grow. */
export function createContacts(now: () => number): Contacts {
  const seen = new Map<string, Seen>()
  const addresses = new Map<string, Contact>()
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
      if (!mayLook(at)) return { kind: 'flood' }
      const refusal = why()
      const before = seenOf(name, kind)
      const refused = kept([{ ...callerOf(c), at, refusal }, ...before.refused])
      seen.set(`${kind} ${name}`, { ...before, refused })
      return refusal
    },
    seen: seenOf,
    address: (account) => addresses.get(account),
  }
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
