/** What nodes tell each other of work that takes long. */
export type Work<T> = {
  /** Deliveries that have been seen. */
  readonly attempts: number
  /** Whether a node still works on it. */
  readonly isAlive: boolean
  readonly value: T | undefined
}

/** One message for which there is work. */
export type About = {
  readonly key: string
  readonly fan: string
  /** What the fan said. */
  readonly question: string
}

export type Shared<T> = {
  /** What is known of the message on any node. */
  find(key: string): Promise<Work<T> | undefined>
  /** Says that this node works on it; returns what had been known before. */
  record(
    about: About & { readonly ticket: string },
    attempts: number,
    isCommand: boolean,
  ): Promise<Work<T> | undefined>
  /** One more delivery. */
  count(key: string): Promise<void>
  /** Says again that this node works on it. */
  renew(key: string): Promise<void>
  finish(key: string, value: T): Promise<void>
}
