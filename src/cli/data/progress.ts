/** How far a file has been read: a bar on a terminal, one line elsewhere. */
import type { OnProgress } from '../../data/import.ts'

const WIDTH = 30

export type Progress = { readonly at: OnProgress; end(): void }

/** On standard error, so that it is no part of the answer. */
export function createProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) {
    stream.write(`${label} …\n`)
    return { at: () => {}, end: () => {} }
  }
  let shown = -1
  return {
    at(read, size) {
      const percent = size === 0 ? 100 : Math.floor((read / size) * 100)
      if (percent === shown) return
      shown = percent
      const full = Math.round((percent / 100) * WIDTH)
      stream.write(`\r${label} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${percent}%`)
    },
    end: () => void stream.write('\r\u001b[K'),
  }
}
