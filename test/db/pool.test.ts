/** The pool forgets the connections that are gone, and knows how many there are. */
import { expect, inject, test } from 'vitest'
import { destroy } from '../../src/db/connection.ts'
import { createPool } from '../../src/db/pool.ts'
import { collect } from '../support/collect.ts'

test('a connection that was cut is let go', async () => {
  const pool = createPool(inject('mysqlUrl'), { connections: 1, greeting: [] })
  const cutOne = async () => {
    const connection = await pool.take()
    destroy(connection, new Error('nobody waits'))
    connection.release()
    return new WeakRef(connection)
  }
  const gone = await cutOne()
  const other = await pool.take()
  await expect.poll(() => (collect(), gone.deref() === undefined), { timeout: 5_000 }).toBe(true)
  other.release()
  await pool.close(300, destroy)
})

test('its load is how many are open and in use, and how many wait', async () => {
  const pool = createPool(inject('mysqlUrl'), { connections: 2, greeting: [] })
  const [first, second] = [await pool.take(), await pool.take()]
  const third = pool.take()
  expect(pool.load()).toEqual({ size: 2, busy: 2, waiting: 1, limit: 2 })
  first.release()
  const other = await third
  expect(pool.load()).toEqual({ size: 2, busy: 2, waiting: 0, limit: 2 })
  other.release()
  expect(pool.load()).toMatchObject({ size: 2, busy: 1 })
  destroy(second, new Error('nobody waits'))
  await expect.poll(() => pool.load()).toEqual({ size: 1, busy: 0, waiting: 0, limit: 2 })
  await pool.close(300, destroy)
})

test('a connection keeps no room for prepared statements, of which there are none', async () => {
  const pool = createPool(inject('mysqlUrl'), { connections: 9, greeting: [] })
  const heap = () => (collect(), process.memoryUsage().heapUsed)
  const first = await pool.take()
  const before = heap()
  const others = await Promise.all(Array.from({ length: 8 }, pool.take))
  expect((heap() - before) / others.length).toBeLessThan(100_000)
  for (const connection of [first, ...others]) connection.release()
  await pool.close(300, destroy)
})
