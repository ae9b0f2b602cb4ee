/** Our nodes behind nginx, with the rules of the soak test, and WeChat before them. */
import { furnish, nodeIn, spooledIn, type House } from '../../test/soak/house.ts'
import type { Node } from '../../test/soak/node.ts'
import { createWeChat, TIMEOUT_MS } from '../../test/soak/wechat.ts'
import { startNginx, type Nginx } from './nginx.ts'
import { freePorts } from './processes.ts'

export type Talked = Pick<House, 'sql' | 'spooled' | 'stop'> & {
  readonly nodes: readonly Node[]
  readonly nginx: Nginx
}

/** A node for each URL, told of its database. */
export async function startTalked(
  folder: string,
  urls: readonly string[],
  sql: House['sql'],
): Promise<Talked> {
  const ports = await freePorts(urls.length)
  const nodes = urls.map((url, index) =>
    nodeIn(folder, `node-${index + 1}`, url, { port: ports[index] ?? 0 }),
  )
  const nginx = await startNginx(folder, 'nginx', ports)
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.end('SIGKILL')))
    await nginx.stop()
  }
  try {
    await Promise.all(nodes.map((node) => node.start())) // they take turns to make the tables
    await furnish(sql)
    return { nodes, nginx, sql, spooled: () => spooledIn(folder, nodes), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

export const weChatBefore = ({ nginx }: Talked) =>
  createWeChat({
    placeFor: () => ({ port: nginx.port, life: undefined }),
    timeoutMs: () => TIMEOUT_MS,
    isMoved: () => false, // which is for nginx to do
  })
