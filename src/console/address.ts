/** Where the console is seen from this machine; with a key, the link that opens it. */
export function consoleAddress(host: string, port: number, key: string | undefined): string {
  const local = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  const name = local.includes(':') ? `[${local}]` : local
  return `http://${name}:${port}/${key === undefined ? '' : `login?key=${key}`}`
}

/** The page of a rule; a file may have any name. */
export const ruleAddress = (id: string): string => `/rules/${id.split('/').map(encodeURIComponent).join('/')}`
