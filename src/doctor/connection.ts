import { once } from 'node:events'
import { connect } from 'node:net'
import { portOf } from './address.ts'
import { findingsOf, type Finding } from './finding.ts'
import { hostOf } from './name.ts'
import { reasonOf, within } from './within.ts'

const { good, bad } = findingsOf('连接')

/** Whether anybody listens. */
export async function checkConnection(url: URL, timeoutMs: number): Promise<Finding[]> {
  const port = portOf(url)
  const start = performance.now()
  const socket = connect({ host: hostOf(url), port })
  try {
    await within(timeoutMs, once(socket, 'connect'))
    return [good(`端口 ${port} 接通，${Math.round(performance.now() - start)} ms`)]
  } catch (error) {
    return [unconnected(port, reasonOf(error))]
  } finally {
    socket.on('error', () => {}).destroy()
  }
}

function unconnected(port: number, reason: string): Finding {
  switch (reason) {
    case 'ECONNREFUSED':
      return bad(
        `端口 ${port} 没有程序在听（ECONNREFUSED）`,
        '先运行 npm start；用了反向代理的，检查它有没有在运行、是不是听这个端口',
      )
    case 'TIMEOUT':
    case 'ETIMEDOUT':
      return bad(
        `端口 ${port} 一直接不通（超时）`,
        '多半是防火墙：在云服务器的安全组和系统的防火墙里放行这个端口',
      )
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return bad(`到不了这台服务器（${reason}）`, '检查服务器在不在运行，域名指向的地址对不对')
    default:
      return bad(`接不通（${reason}）`, '检查域名指向的地址和端口')
  }
}
