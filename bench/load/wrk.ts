/** One round of wrk: its connections each ask again as soon as they are answered. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url))
export const CONNECTIONS = 64

const result = z.object({
  requests: z.number(),
  /** With those that were not answered any more. */
  sent: z.number(),
  /** The requests did not suffice and were sent again. */
  again: z.boolean(),
  us: z.number(),
  p50: z.number(),
  p99: z.number(),
  /** Of connections, and time-outs. */
  errors: z.number(),
  /** Status over 399. */
  refused: z.number(),
  /** Seconds of its own. */
  cpu: z.number(),
})
export type Round = z.infer<typeof result>

type Files = { readonly requests: string; readonly replies: string }
type How = { readonly seconds: number; readonly connections: number }

export async function wrk(
  port: number,
  { seconds, connections }: How,
  { requests, replies }: Files,
): Promise<Round> {
  const how = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s', '-s', SCRIPT]
  const { stdout } = await run('wrk', [...how, `http://127.0.0.1:${port}`, '--', requests, replies])
  return result.parse(JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? '{}'))
}
