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

export const createRun = (key: string, deadlineMs: number): RunControl => new OneRun(key, deadlineMs)

/** A class, unlike our other parts: there is one for each message, and an object with a getter of its own outlives it in V8. */
class OneRun implements RunControl {
  readonly key: string
  whenSlow: (() => void) | undefined = undefined
  isCommand = false
  readonly #end: number
  #state: 'open' | 'committing' | 'cancelled' = 'open'
  #controller: AbortController | undefined

  constructor(key: string, deadlineMs: number) {
    this.key = key
    this.#end = performance.now() + deadlineMs
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#state === 'cancelled') this.#controller.abort()
    }
    return this.#controller.signal
  }

  msLeft(): number {
    return Math.max(0, this.#end - performance.now())
  }

  commit(): boolean {
    if (this.#state === 'cancelled') return false
    this.#state = 'committing'
    return true
  }

  reopen(): void {
    if (this.#state === 'committing') this.#state = 'open'
  }

  cancel(): boolean {
    if (this.#state === 'committing') return false
    this.#state = 'cancelled'
    this.#controller?.abort()
    return true
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
