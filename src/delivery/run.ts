import { randomBytes } from 'node:crypto'

/** One run of the handlers for one message, as they and their transaction see it. */
export type Run = {
  /** The message's, the same for all its deliveries and nodes: 32 hex digits. */
  readonly key: string
  /** Fires when nobody waits for the result any more. */
  readonly signal: AbortSignal
  /** Milliseconds until the first delivery has to be answered; 0 afterwards, when a retry or a ticket brings the answer. */
  msLeft(): number
  /** The point of no return: false when the fan has been told that nothing was done. */
  commit(): boolean
  /** After a commit that MySQL has refused: nothing was done. */
  reopen(): void
  /** Set by what runs: called once when it has become slow. */
  whenSlow: (() => void) | undefined
  /** Set by what runs: it writes, so nobody may be told that it failed before that is certain. */
  isCommand: boolean
}

export type RunControl = Run & {
  /** False from the point of no return on: what it does can then only be waited for. */
  cancel(): boolean
}

export function createRun(key: string, deadlineMs: number): RunControl {
  const end = performance.now() + deadlineMs
  let state: 'open' | 'committing' | 'cancelled' = 'open'
  let controller: AbortController | undefined
  return {
    key,
    get signal() {
      if (!controller) {
        controller = new AbortController()
        if (state === 'cancelled') controller.abort()
      }
      return controller.signal
    },
    msLeft: () => Math.max(0, end - performance.now()),
    commit() {
      if (state === 'cancelled') return false
      state = 'committing'
      return true
    },
    reopen() {
      if (state === 'committing') state = 'open'
    },
    cancel() {
      if (state === 'committing') return false
      state = 'cancelled'
      controller?.abort()
      return true
    },
    whenSlow: undefined,
    isCommand: false,
  }
}

/** The result of a run without WeChat, for one who just waits; `late` when it takes longer than `deadlineMs`. */
export async function runAlone<T>(deadlineMs: number, late: T, work: (run: Run) => Promise<T>): Promise<T> {
  const run = createRun(randomBytes(16).toString('hex'), deadlineMs)
  let timer: NodeJS.Timeout | undefined
  const result = work(run)
  const alarm = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(run.cancel() ? late : result), deadlineMs)
  })
  try {
    return await Promise.race([result, alarm])
  } finally {
    clearTimeout(timer)
  }
}
