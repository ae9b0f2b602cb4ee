import type { Lookups } from '../db/lookup.ts'
import type { ReadDb } from '../db/connect.ts'
import type { Message } from '../wechat/message.ts'

/** One rule as 帮助 lists it. */
export type Topic = { readonly title: string; readonly example: string }

/** What the handler of a query gets beside its params. */
export type QueryContext = Lookups & {
  /** Drizzle for everything beyond `lookup`; it only reads. */
  readonly db: ReadDb
  /** The account that the fan wrote to, as in `/wechat/<account>`. */
  readonly account: string
  /** The message as it came: mostly a text, but a menu click or a voice may be routed as text too. */
  readonly message: Message
  /** The rules that a fan can ask, in the order of the pipeline. */
  readonly topics: readonly Topic[]
}

/** What the handler of an `on` rule gets beside its message. */
export type OnContext<Params = Readonly<Record<string, unknown>>> = QueryContext & {
  /** The holes of its pattern, as found in `EventKey`. */
  readonly params: Params
}
