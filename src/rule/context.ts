import type { Lookups } from '../db/lookup.ts'
import type { ReadDb, Transaction } from '../db/connect.ts'
import type { Message } from '../wechat/message.ts'

/** One rule as 帮助 lists it. */
export type Topic = { readonly title: string; readonly example: string }

/** What every handler gets beside its params. */
type Context = Lookups & {
  /** The account that the fan wrote to, as in `/wechat/<account>`. */
  readonly account: string
  /** The message as it came: mostly a text, but a menu click or a voice may be routed as text too. */
  readonly message: Message
  /** What the fan said: the content of a text, the transcript of a voice, the key of a menu; else empty. */
  readonly text: string
  /** Fires when nobody waits for the answer any more; statements of `db` and `tx` end by themselves then. */
  readonly signal: AbortSignal
  /** Milliseconds left to answer WeChat's first request; 0 afterwards, when the fan gets the answer a little later. */
  readonly msLeft: () => number
  /** The rules that a fan can ask, in the order of the pipeline. */
  readonly topics: readonly Topic[]
}

/** What the handler of a query gets beside its params. */
export type QueryContext = Context & {
  /** Drizzle for everything beyond `lookup`; it only reads. */
  readonly db: ReadDb
}

/** What the handler of a command gets beside its params. */
export type CommandContext = Context & {
  /**
   * Drizzle in a transaction, for reading and writing; `lookup` reads in it too. What is written stays when the reply
   * is on its way; an exception, `pass()`, a reply that WeChat would refuse and the deadline take it back.
   */
  readonly tx: Transaction
}

/** What the handler of an `on` rule gets beside its message. */
export type OnContext<Params = Readonly<Record<string, unknown>>> = QueryContext & {
  /** The holes of its pattern, as found in `EventKey`. */
  readonly params: Params
}
