import { has, install } from '../../src/setup/install.js'

/** Debian's nginx, where there is none yet. */
export function setUpNginx(): void {
  process.env['PATH'] += ':/usr/sbin:/sbin'
  const elsewhere = '用系统的软件包工具安装 nginx'
  if (!has('nginx')) install({ name: 'nginx', packages: ['nginx'], isThere: () => has('nginx'), elsewhere })
}
