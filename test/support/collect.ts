import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')

/** V8's big collection of garbage, or a small one. */
export const collect = runInNewContext('gc') as (how?: { type: 'minor' }) => void
