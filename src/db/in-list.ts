import { is, SQL, sql, type Column, type Placeholder } from 'drizzle-orm'

type Prepared<Rows> = { execute(values: Record<string, unknown>): Promise<Rows> }

/**
 * Statements with `column IN (…)`, put together once for each power of two of keys; the last key fills up what is left
 * of a list. Keys of a column that writes them as an expression (`UUID_TO_BIN(…)`) are put together every time.
 */
export function createInList<Rows>(
  column: Column,
  prepare: (places: Placeholder[]) => Prepared<Rows>,
): (keys: readonly unknown[]) => Promise<Rows> {
  const made = new Map<number, Prepared<Rows>>()
  const statementOf = (size: number) => {
    const statement = made.get(size) ?? prepare(placesOf(size))
    made.set(size, statement)
    return statement
  }
  return (keys) => {
    const written = keys.map((key) => column.mapToDriverValue(key))
    if (written.some((value) => is(value, SQL))) return prepare(asPlaces(keys)).execute({})
    const size = 2 ** Math.ceil(Math.log2(keys.length))
    const values: Record<string, unknown> = {}
    for (let at = 0; at < size; at++) values[at] = written[Math.min(at, keys.length - 1)]
    return statementOf(size).execute(values)
  }
}

const placesOf = (size: number): Placeholder[] =>
  Array.from({ length: size }, (_, at) => sql.placeholder(String(at)))

/** Where Drizzle takes a place it takes a value too, which it then binds itself. */
const asPlaces = (keys: readonly unknown[]): Placeholder[] => keys as Placeholder[]
