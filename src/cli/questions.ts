/** Asks a maintainer, on a terminal or through a pipe. */
import { createInterface } from 'node:readline/promises'
import { AppError } from '../errors.ts'

export type Questions = {
  /** Throws ANSWER_MISSING when the input ends first. */
  ask(question: string): Promise<string>
  close(): void
}

export const TITLE_QUESTION = '标题（粉丝发「帮助」时看到）：'

/** Lines that come early wait for their question. */
export function createQuestions(): Questions {
  let terminal: ReturnType<typeof open> | undefined
  return {
    ask: async (question) => {
      terminal ??= open()
      const [last = '', ...above] = question.split('\n').reverse()
      process.stdout.write(
        above
          .reverse()
          .map((line) => `${line}\n`)
          .join(''),
      )
      terminal.readline.setPrompt(last)
      terminal.readline.prompt()
      const { value, done } = await terminal.lines.next()
      if (!done) return value
      process.stdout.write('\n')
      throw new AppError('ANSWER_MISSING', `没有读到回答：${last}`)
    },
    close: () => terminal?.readline.close(),
  }
}

function open() {
  const readline = createInterface({ input: process.stdin, output: process.stdout })
  return { readline, lines: readline[Symbol.asyncIterator]() }
}
