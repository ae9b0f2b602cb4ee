import { tableHoles } from './holes.ts'
import { guessColumn, type Guess, type Known } from './known.ts'
import { createNames } from './source.ts'
import type { Table } from './table.ts'
import { compileTemplate } from '../rule/template.ts'

export type Columns = {
  readonly table: Table | undefined
  /** Of the holes. */
  readonly names: readonly string[]
  /** Why that table. */
  readonly guess: Guess | undefined
}

/** The table that all holes ask, each for a column of its own; none where they do not go together. */
export function columnsOf(codes: readonly (readonly string[])[], known: readonly Known[]): Columns {
  const guesses = codes.flatMap((typed) => guessColumn(typed, known) ?? [])
  const [guess] = guesses
  const fields = new Set(guesses.map(({ field }) => field))
  const isOneTable = guesses.every(({ table }) => table === guess?.table)
  if (!guess || !isOneTable || fields.size < codes.length)
    return {
      table: undefined,
      names: codes.map((_, at) => (at === 0 ? 'value' : `value${at + 1}`)),
      guess: undefined,
    }
  const names = guesses.length === 1 ? [nameFor(guess)] : guesses.map(({ field }) => field.key)
  return { table: guess.table, names, guess }
}

/** `part` for the key of `parts`, as long as that leads to the same column. */
function nameFor({ table, field }: Guess): string {
  const name = table.name.replace(/s$/, '')
  if (!/^[A-Za-z_]\w*$/.test(name)) return field.key
  const [asking] = tableHoles(compileTemplate(`{${name}}`), table, createNames())
  return asking?.field.key === field.key ? name : field.key
}
