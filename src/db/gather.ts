import DataLoader from 'dataloader'

type Batch<Key, Value> = DataLoader.BatchLoadFn<Key, Value>

/** Statements of one kind at a time; what comes meanwhile is gathered for the next one, and one that hangs holds up no other. */
const AT_ONCE = 2

/** Finds what concurrent messages look for by one statement for all that came in the same turn of the loop. */
export function createGather<Key, Value>(
  find: Batch<Key, Value>,
  maxBatchSize = Infinity,
): DataLoader<Key, Value, unknown> {
  const waiting: (() => void)[] = []
  let running = 0
  return new DataLoader<Key, Value, unknown>(
    async (keys) => {
      running++
      try {
        return await find(keys)
      } finally {
        running--
        waiting.shift()?.()
      }
    },
    {
      cache: false,
      maxBatchSize,
      batchScheduleFn: (dispatch) => {
        if (running < AT_ONCE) setImmediate(dispatch)
        else waiting.push(dispatch)
      },
    },
  )
}
