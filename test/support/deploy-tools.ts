/** What carries out the Dockerfile, compose.yaml, the unit and the site on this machine, of Debian's. */
import { existsSync } from 'node:fs'
import { has, install } from '../../src/setup/install.js'

const PROGRAMS = ['buildah', 'bwrap', 'docker-compose', 'nginx', 'envsubst', 'systemd-analyze', 'setpriv']

export default function setup(): void {
  process.env['PATH'] += ':/usr/sbin:/sbin'
  const isThere = () => PROGRAMS.every(has) && existsSync('/usr/lib/systemd/system/basic.target')
  if (isThere()) return
  const packages = ['buildah', 'bubblewrap', 'docker-compose', 'nginx', 'gettext-base', 'systemd']
  install({ name: 'buildah, bubblewrap, docker-compose, nginx', packages, isThere, elsewhere: 'Debian 12' })
}
