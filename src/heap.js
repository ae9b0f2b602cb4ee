/** What V8 is told of memory in a server; docs/performance.md has the figures. */
import { setFlagsFromString } from 'node:v8'

/**
 * V8 marks what lives in many short steps of ours: its own four threads, where there are not as many processors, keep
 * us from answering for as long as they mark. A thread that is made here stays small, and what is thrown away makes
 * the heap grow little.
 * @param {() => void} makeThread
 */
export function beforeLoading(makeThread) {
  setFlagsFromString('--no-concurrent-marking') // here, where nothing is being marked yet
  setFlagsFromString('--optimize-for-size') // which in loading itself would cost a tenth of the start
  makeThread()
  setFlagsFromString('--no-optimize-for-size')
  setFlagsFromString('--heap-growing-percent=20') // or V8 lets garbage grow to several times of what lives
}

export function beforeServing() {
  // What is remembered of a message lives long; V8 would take that for a reason to make the whole message among the old.
  setFlagsFromString('--no-allocation-site-pretenuring')
}
