/** Genuinely signed bodies as long as may be, which say nothing that a rule knows. */
import { signedQuery, textXml } from '../../test/support/wechat.ts'

const AT_ONCE = 8
const MEBIBYTE = 1024 * 1024

/** How many were sent; whether they are answered is their own affair. */
export async function largeBodies(port: number, seconds: number): Promise<number> {
  const end = Date.now() + seconds * 1000
  const room = MEBIBYTE - Buffer.byteLength(textXml(''))
  let sent = 0
  const one = async () => {
    while (Date.now() < end) {
      const body = textXml('x'.repeat(room))
      await fetch(`http://127.0.0.1:${port}/wechat?${signedQuery()}`, { method: 'POST', body })
        .then((response) => response.text())
        .catch(() => {})
      sent++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return sent
}
