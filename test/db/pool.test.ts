/** The pool forgets the connections that are gone. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, inject, test } from 'vitest'
import { destroy } from '../../src/db/connection.ts'
import { createPool } from '../../src/db/pool.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('a connection that was cut is let go, with its half a megabyte', async () => {
  const pool = createPool(inject('mysqlUrl'), { connections: 1, greeting: [] })
  const cutOne = async () => {
    const connection = await pool.take()
    destroy(connection, new Error('nobody waits'))
    connection.release()
    return new WeakRef(connection)
  }
  const gone = await cutOne()
  const other = await pool.take()
  await expect.poll(() => (collectGarbage(), gone.deref() === undefined), { timeout: 5_000 }).toBe(true)
  other.release()
  await pool.close(300, destroy)
})
