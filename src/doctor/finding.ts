/** One line of what the doctor says. A warning is for whoever tries things at home: it is no fault there. */
export type Finding = {
  readonly mark: 'good' | 'warning' | 'bad'
  readonly title: string
  readonly text: string
  /** What to do next. */
  readonly hint?: string
}

/** Speaks of one thing. */
export function findingsOf(title: string) {
  return {
    good: (text: string): Finding => ({ mark: 'good', title, text }),
    warning: (text: string, hint: string): Finding => ({ mark: 'warning', title, text, hint }),
    bad: (text: string, hint: string): Finding => ({ mark: 'bad', title, text, hint }),
  }
}

export const isBad = ({ mark }: Finding): boolean => mark === 'bad'
