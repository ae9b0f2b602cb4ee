/** Who may come in: whoever knows the password, or the key of the moment where none is set. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, Buffer>(scrypt)
const LENGTH_BYTES = 32

export type Gate = {
  /** Whether this opens the door; a key opens it once, then there is another. */
  opens(given: string): Promise<boolean>
}

/** Kept as a digest that takes long to compute, so that guessing takes long too. */
export async function passwordGate(password: string): Promise<Gate> {
  const salt = randomBytes(16)
  const right = await derive(password, salt, LENGTH_BYTES)
  return {
    opens: async (given) => timingSafeEqual(right, await derive(given, salt, LENGTH_BYTES)),
  }
}

/** `tell` is given the key that opens now. */
export async function keyGate(tell: (key: string) => void): Promise<Gate> {
  const fresh = async () => {
    const key = randomBytes(18).toString('base64url')
    tell(key)
    return passwordGate(key)
  }
  let gate = await fresh()
  return {
    async opens(given) {
      const asked = gate
      if (!(await asked.opens(given)) || asked !== gate) return false
      gate = await fresh()
      return true
    },
  }
}

const LIMIT = 5
const WINDOW_MS = 60_000

/** How many wrong answers in a minute are borne. */
export function createThrottle(now: () => number) {
  let wrong: number[] = []
  const recent = () => (wrong = wrong.filter((at) => now() - at < WINDOW_MS))
  return {
    isClosed: () => recent().length >= LIMIT,
    count: () => void wrong.push(now()),
  }
}
