/** Who may come in: whoever knows the password, or the key of the moment where none is set. */
import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, Buffer>(scrypt)
const LENGTH_BYTES = 32

export type Gate = {
  /** Whether this opens the door; a key opens it once, then there is another. */
  opens(given: string): Promise<boolean>
  /** The key that opens now; undefined where a password is set. */
  key(): string | undefined
}

/** Kept as a digest that takes long to compute, so that guessing takes long too; who comes every few seconds is known by a quick one. */
export async function passwordGate(password: string): Promise<Gate> {
  const salt = randomBytes(16)
  const right = await derive(password, salt, LENGTH_BYTES)
  let known = randomBytes(LENGTH_BYTES)
  return {
    async opens(given) {
      const quick = createHmac('sha256', salt).update(given).digest()
      if (timingSafeEqual(known, quick)) return true
      if (!timingSafeEqual(right, await derive(given, salt, LENGTH_BYTES))) return false
      known = quick
      return true
    },
    key: () => undefined,
  }
}

/** `onNewKey` is told when a key was used up and there is another. Nobody guesses a key, so its digest may be quick. */
export function keyGate(onNewKey: (key: string) => void): Gate {
  const fresh = () => randomBytes(18).toString('base64url')
  let now = fresh()
  return {
    async opens(given) {
      if (!timingSafeEqual(digestOf(given), digestOf(now))) return false
      now = fresh()
      onNewKey(now)
      return true
    },
    key: () => now,
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
