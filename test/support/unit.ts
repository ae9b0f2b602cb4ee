/** deploy/yingda@.service, as systemd reads it. */
import { readFileSync } from 'node:fs'

export type Unit = {
  readonly env: Readonly<Record<string, string>>
  readonly start: readonly string[]
}

export function unitFor(instance: string): Unit {
  const text = readFileSync('deploy/yingda@.service', 'utf8').replaceAll('%i', instance)
  const [, environment = ''] = /^Environment=(.*)$/m.exec(text) ?? []
  const [, program = '', option = '', script = ''] = /^ExecStart=(\S+) (-c) '(.*)'$/m.exec(text) ?? []
  return {
    env: settingsOf(environment.replaceAll(' ', '\n')),
    start: [program, option, script.replaceAll('$$', '$')],
  }
}

/** Lines of NAME=value. */
export const settingsOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]))
