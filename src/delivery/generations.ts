/** A map that forgets: entries fall out after one to two ages, or earlier when there are many. */
export type Generations<V> = {
  get(key: string): V | undefined
  set(key: string, value: V): void
  /** Lets fall out what is old, also when nothing new comes. */
  turn(): void
  /** Lets everything fall out. */
  clear(): void
}

type Options<V> = {
  readonly ageMs: number
  /** Of one generation; there are two. */
  readonly limit: number
  readonly now: () => number
  readonly onFall: (value: V) => void
}

/** Two maps in turn: dropping one of them costs nothing, while evicting entry by entry would. */
export function createGenerations<V>({ ageMs, limit, now, onFall }: Options<V>): Generations<V> {
  let young = new Map<string, V>()
  let old = new Map<string, V>()
  let born = now()

  function turn(): void {
    if (young.size < limit && now() - born < ageMs) return
    old.forEach(onFall)
    old = young
    young = new Map()
    born = now()
  }

  return {
    turn,
    get(key) {
      turn()
      return young.get(key) ?? old.get(key)
    },
    set(key, value) {
      turn()
      young.set(key, value)
    },
    clear() {
      old.forEach(onFall)
      young.forEach(onFall)
      old = new Map()
      young = new Map()
    },
  }
}
