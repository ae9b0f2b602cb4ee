/** Requests by TLS to a name that leads nowhere but here. */
import { request, type RequestOptions } from 'node:https'

export function askTls(options: RequestOptions) {
  return (path: string, body?: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST'
      const headers = { Host: options.servername }
      const asked = request({ ...options, host: '127.0.0.1', path, method, headers }, async (response) => {
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(await response.toArray()).toString(),
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
}
