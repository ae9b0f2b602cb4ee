/** A process that logs messages (URL, folder of the spool) until a row is dropped or it is killed, and prints how many and when. */
import { writeSync } from 'node:fs'
import { createDatabase } from '../../src/db/connect.ts'
import { createMessageLog } from '../../src/message-log/message-log.ts'
import { createLog } from '../../src/log.ts'

const [url = '', folder = ''] = process.argv.slice(2)
const { write } = createDatabase({ url })
const log = await createMessageLog({
  write,
  folder,
  isHealthy: () => true,
  now: Date.now,
  log: createLog('silent', 2),
})
let added = 0
setInterval(() => {
  const at = new Date()
  for (let many = 0; many < 20 && log.counts().dropped === 0; many++) {
    const key = String(added++).padStart(32, '0')
    const said = { text: '你好', heard: '你好', kind: 'text', account: 'main', fan: 'fan' }
    log.add({ key, ...said, rule: null, outcome: 'answer', ms: 1, attempt: 1, at })
  }
  writeSync(1, `${JSON.stringify({ added, at: at.getTime(), ...log.counts() })}\n`)
}, 10)
