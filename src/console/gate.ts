/** Who may come in: whoever knows the password, or the key of the moment where none is set. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, Buffer>(scrypt)
const LENGTH_BYTES = 32

export type Gate = {
  /** Whether this opens the door; a key opens it once, then there is another. */
  opens(given: string): Promise<boolean>
  /** The key that opens now; undefined where a password is set. */
  key(): string | undefined
}

/** Kept as a digest that takes long to compute, so that guessing takes long too. */
export async function passwordGate(password: string): Promise<Gate> {
  const salt = randomBytes(16)
  const right = await derive(password, salt, LENGTH_BYTES)
  return {
    opens: async (given) => timingSafeEqual(right, await derive(given, salt, LENGTH_BYTES)),
    key: () => undefined,
  }
}

/** `onNewKey` is told when a key was used up and there is another. */
export async function keyGate(onNewKey: (key: string) => void): Promise<Gate> {
  const fresh = async () => {
    const key = randomBytes(18).toString('base64url')
    return { key, gate: await passwordGate(key), isUsed: false }
  }
  let now = await fresh()
  return {
    async opens(given) {
      const asked = now
      if (!(await asked.gate.opens(given)) || asked.isUsed) return false
      asked.isUsed = true // at once: the next one takes a moment to make
      now = await fresh()
      onNewKey(now.key)
      return true
    },
    key: () => now.key,
  }
}
