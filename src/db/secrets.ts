import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { WriteDb } from './connect.ts'
import { secrets } from './tables.ts'

/** A random secret of that name, made by whichever node asks first. */
export async function secretOf(write: WriteDb, name: string): Promise<string> {
  const value = randomBytes(32).toString('hex')
  await write.insert(secrets).ignore().values({ name, value })
  const [kept] = await write.select().from(secrets).where(eq(secrets.name, name))
  return kept?.value ?? value
}
