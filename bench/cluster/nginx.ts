/** nginx before our nodes: a fan's messages go to one node, and to the next at once when that one is gone. */
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ended, folderFor, freePorts, run } from './processes.ts'

/** What docs/scaling.md shows. */
export function nginxConfig(listen: string, nodes: readonly string[]): string {
  return `upstream yingda {
    hash $arg_openid consistent;
${nodes.map((node) => `    server ${node} max_fails=1 fail_timeout=2s;\n`).join('')}    keepalive 64;
    keepalive_timeout 4s;
}
server {
    listen ${listen};
    location /wechat {
        proxy_pass http://yingda;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_connect_timeout 500ms;
        proxy_read_timeout 8s;
        proxy_next_upstream error timeout non_idempotent;
    }
}
`
}

const whole = (site: string): string => `daemon off;
pid nginx.pid;
worker_processes 1;
events {
    worker_connections 4096;
}
http {
    log_format times '$msec $request_time $status $upstream_addr $upstream_response_time';
    access_log times.log times buffer=64k;
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${of}_temp;`).join(' ')}
${site}}
`

export type Nginx = {
  readonly port: number
  /** Of the one that does the work. */
  pid(): number
  stop(): Promise<void>
}

export async function startNginx(folder: string, name: string, nodePorts: readonly number[]): Promise<Nginx> {
  const [port = 0] = await freePorts(1)
  const nodes = nodePorts.map((node) => `127.0.0.1:${node}`)
  return startSite(folder, name, nginxConfig(`127.0.0.1:${port}`, nodes), port)
}

/** `site` is what stands in `http { }`, and listens at the port. */
export async function startSite(folder: string, name: string, site: string, port: number): Promise<Nginx> {
  const own = folderFor(join(folder, name))
  writeFileSync(join(own, 'nginx.conf'), whole(site))
  const how = ['-p', own, '-c', 'nginx.conf', '-e', 'error.log']
  const child = run(['nginx', ...how], { log: join(own, 'log') })
  while (child.exitCode === null && !(await isListening(port))) await sleep(20)
  if (child.exitCode !== null) throw new Error(readFileSync(join(own, 'log'), 'utf8'))
  const pid = () =>
    Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')[0])
  return { port, pid, stop: () => ended(child) }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
