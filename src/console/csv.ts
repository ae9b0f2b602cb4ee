const AT_ONCE_BYTES = 64 * 1024

/**
 * CSV as spreadsheets in China open it: UTF-8 with its mark, so that no one sees rubbish; a cell that would begin a
 * formula is made a text.
 */
export const csvOf = <Column extends string>(
  columns: readonly Column[],
  rows: () => AsyncIterable<Readonly<Record<Column, unknown>>>,
): ReadableStream<Uint8Array> => bytesOf(linesOf(columns, rows))

/** Pieces of text as what a browser downloads; whoever makes them is told when it does not want the rest. */
export function bytesOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      let text = ''
      while (text.length < AT_ONCE_BYTES) {
        const { value, done } = await pieces.next()
        if (done) {
          controller.enqueue(encoder.encode(text))
          return controller.close()
        }
        text += value
      }
      controller.enqueue(encoder.encode(text))
    },
    cancel: async () => void (await pieces.return(undefined)),
  })
}

async function* linesOf<Column extends string>(
  columns: readonly Column[],
  rows: () => AsyncIterable<Readonly<Record<Column, unknown>>>,
): AsyncGenerator<string> {
  yield `\ufeff${columns.join(',')}\r\n`
  for await (const row of rows()) yield `${columns.map((column) => cellOf(row[column])).join(',')}\r\n`
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = value instanceof Date ? value.toISOString() : String(value)
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
