/** What docs/scaling.md tells to type is what `npm run bench:cluster` kills nodes with. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OF_PROVIDER } from '../bench/cluster/galera-options.ts'
import { CHECKER } from '../bench/cluster/galera.ts'
import { haproxyConfig } from '../bench/cluster/haproxy.ts'
import { nginxConfig } from '../bench/cluster/nginx.ts'

const numbers = [1, 2, 3]
const servers = numbers.map((n) => ({ name: `database-${n}`, address: `10.0.0.1${n}:3306` }))

test.each(['scaling.md', 'scaling.zh-CN.md'])(
  'the configurations of docs/%s are those that are tried',
  (page) => {
    const said = readFileSync(`docs/${page}`, 'utf8')
    expect(said).toContain(
      nginxConfig(
        '80',
        numbers.map((n) => `10.0.0.${n}:3000`),
      ),
    )
    expect(said).toContain(haproxyConfig([{ name: 'database', bind: '127.0.0.1:3306', servers }], CHECKER))
    const provider = Object.entries(OF_PROVIDER).map(([name, value]) => `${name}=${value}`)
    expect(said).toContain(`wsrep_provider_options = "${provider.join(';')}"`)
  },
)
