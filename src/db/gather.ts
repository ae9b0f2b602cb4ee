import DataLoader from 'dataloader'

type Find<Key, Value> = DataLoader.BatchLoadFn<Key, Value>

/** Statements of one kind on their way at a time; what comes meanwhile is gathered for the next one. */
const AT_ONCE = 2
/** One that takes longer hangs, and holds up no other. */
const HANGS_AFTER_MS = 100
/** Far more than come in one turn of the loop, and few enough for MySQL to look each of them up by an index. */
const KEYS_PER_STATEMENT = 256

/** Finds what concurrent messages look for by as few statements as keep nobody waiting. */
export function createGather<Key, Value>(
  find: Find<Key, Value>,
  maxBatchSize = KEYS_PER_STATEMENT,
): DataLoader<Key, Value, unknown> {
  const waiting: (() => void)[] = []
  let running = 0
  const enter = () => {
    let isCounted = true
    running++
    return () => {
      if (!isCounted) return
      isCounted = false
      running--
      waiting.shift()?.()
    }
  }
  const found: Find<Key, Value> = async (keys) => {
    const leave = enter()
    const timer = setTimeout(leave, HANGS_AFTER_MS)
    try {
      return await find(keys)
    } finally {
      clearTimeout(timer)
      leave()
    }
  }
  const batchScheduleFn = (dispatch: () => void) => {
    if (running < AT_ONCE) setImmediate(dispatch)
    else waiting.push(dispatch)
  }
  return new DataLoader(found, { cache: false, maxBatchSize, batchScheduleFn })
}
