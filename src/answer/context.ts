/** What handlers get beside their params; what costs something to make is made when it is asked for. */
import type { ReadDb, Transaction } from '../db/connect.ts'
import type { Lookups } from '../db/lookup.ts'
import type { CommandContext, QueryContext } from '../rule/context.ts'
import type { Scene } from './run.ts'

export const queryContext = (scene: Scene, rule: string): QueryContext => new Asked(scene, rule)

/** A class, unlike our other parts: there is one for each message, and an object with getters of its own outlives it in V8. */
class Asked implements QueryContext {
  readonly lookup: QueryContext['lookup']
  readonly lookupAll: QueryContext['lookupAll']
  readonly account: string
  readonly message: QueryContext['message']
  readonly text: string
  readonly topics: QueryContext['topics']
  readonly msLeft: () => number
  readonly #scene: Scene
  readonly #rule: string
  #db: ReadDb | undefined

  constructor(scene: Scene, rule: string) {
    const { account, message, text, topics, database, run } = scene
    this.lookup = database.lookup
    this.lookupAll = database.lookupAll
    this.account = account
    this.message = message
    this.text = text
    this.topics = topics
    this.msLeft = () => run.msLeft()
    this.#scene = scene
    this.#rule = rule
  }

  get signal(): AbortSignal {
    return this.#scene.run.signal
  }

  get db(): ReadDb {
    return (this.#db ??= this.#scene.database.readFor({ rule: this.#rule, signal: this.signal }))
  }
}

export function commandContext(
  { account, message, text, topics, run }: Scene,
  tx: Transaction,
  lookups: Lookups,
): CommandContext {
  return { tx, ...lookups, account, message, text, topics, signal: run.signal, msLeft: () => run.msLeft() }
}
