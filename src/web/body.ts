const LIMIT_BYTES = 1024 * 1024
/** Read on and thrown away, so that a client still sending gets to read the refusal. */
const DISCARD_BYTES = 8 * LIMIT_BYTES

/** The body as text, whatever its content type says; undefined when it is over 1 MiB. */
export async function readBody(request: Request): Promise<string | undefined> {
  const announced = request.headers.get('content-length')
  if (announced !== null) return Number(announced) > LIMIT_BYTES ? undefined : request.text()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > DISCARD_BYTES) break
    if (length <= LIMIT_BYTES) chunks.push(chunk)
  }
  return length > LIMIT_BYTES ? undefined : Buffer.concat(chunks).toString('utf8')
}
