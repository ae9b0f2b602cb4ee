/** Millions of parts, numbered, so that a fan's part and its answer are known without asking. */
import { FANS, type PartOf } from '../load/questions.ts'
import type { Place } from './place.ts'

const AT_ONCE = 250_000

/** In the place of all that were there. */
export async function fillParts({ run }: Place, size: number): Promise<void> {
  await run('TRUNCATE TABLE parts')
  for (let have = 0; have < size; have += AT_ONCE)
    await run(`INSERT INTO parts (code, workstation)
      SELECT CONCAT(100 + seq DIV 10000, '-', LPAD(seq % 10000, 4, '0')), CONCAT('车体新厂房', seq, '号')
      FROM seq_${have}_to_${Math.min(size, have + AT_ONCE) - 1}`)
  await run('ANALYZE TABLE parts')
}

/** Spreads the fans over all parts. */
export const partsOf =
  (size: number): PartOf =>
  (fan) => {
    const number = Math.floor((fan / FANS) * size)
    return {
      code: `${100 + Math.floor(number / 10_000)}-${String(number % 10_000).padStart(4, '0')}`,
      workstation: `车体新厂房${number}号`,
    }
  }
