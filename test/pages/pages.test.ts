/** What the READMEs and the pages of docs/ tell a newcomer to type and to click is there. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { helpFile, type Help } from '../../src/cli/help.js'
import { HINTS } from '../../src/errors.ts'
import { SETTINGS } from '../../src/settings.ts'
import { anchorsOf, blocksOf, linesOf, PAGES, textOf } from '../support/pages.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  for (const [, target = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : normalize(join(page, '..', path))
    expect(existsSync(file), `${page} links to ${target}, which is not there`).toBe(true)
    if (anchor === undefined || !file.endsWith('.md')) continue
    expect([...anchorsOf(file)], `${page} links to ${target}`).toContain(decodeURIComponent(anchor))
  }
})

/** The options of a command of ours; undefined: of another tool, or of a script that takes none. */
async function optionsOf(script: string): Promise<string[] | undefined> {
  const [, command] = /node src\/setup\.js (\w[\w/.-]*)$/.exec(scripts[script] ?? '') ?? []
  if (command === undefined) return undefined
  const { help } = (await import(join(process.cwd(), helpFile(command)))) as { help: Help }
  return ['help', ...Object.keys(help.options)].map((name) => `--${name}`)
}

const FOR_NPM = ['--silent', '-s']
const optionsIn = (words: string): string[] =>
  [...words.replaceAll(/'[^']*'|"[^"]*"/g, '').matchAll(/(?<= )--?[a-z][\w-]*/g)].map(([option]) => option)

test.each(PAGES)('the npm commands of %s are scripts with options that they know', async (page) => {
  for (const line of linesOf(page)) {
    for (const [, call = ''] of line.matchAll(/\bnpm ((?:run|start|test)\b[^#|;&（）。，；]*)/g)) {
      const [, before = '', name = '', rest = ''] = /^(?:run((?: -\S+)*) )?([\w:]*)(.*)$/s.exec(call) ?? []
      if (name === '' || name === 'run') continue // npm run, alone, lists them
      const where = `${page} says \`npm ${call.trim()}\``
      expect(scripts, where).toHaveProperty([name])
      const [forNpm = '', forUs = ''] = rest.split(' -- ')
      for (const option of optionsIn(`${before}${forNpm}`))
        expect(FOR_NPM, `${where}, but npm takes ${option}: put -- before it`).toContain(option)
      const known = await optionsOf(name)
      for (const option of known ? optionsIn(` ${forUs}`) : []) expect(known, where).toContain(option)
    }
  }
})

/** What our set-up, our tests and our benches read beside the settings. */
const OTHERS = ['src/setup.js', ...filesOf('src/setup'), ...filesOf('test'), ...filesOf('bench')].flatMap(
  (file) =>
    [...readFileSync(file, 'utf8').matchAll(/env(?:\.|\[')([A-Z][A-Z_]+)/g)].map(([, name = '']) => name),
)

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name) && !/node_modules|\.scratch/.test(name))
    .map((name) => `${folder}/${name}`)
}

const known = [...Object.keys(SETTINGS), ...OTHERS]
/** A setting by its beginning, as `WECHAT_TOKEN` is one of `WECHAT_`. */
const FAMILIES = [...new Set(Object.keys(SETTINGS).flatMap((name) => /^[A-Z]+_/.exec(name)?.[0] ?? []))]

test.each(PAGES)('the settings that %s names are settings', (page) => {
  const constants = new Set(
    [...textOf(page).matchAll(/`(?:src|test|bench)\/\S+` `([A-Z_]+)`/g)].map(([, name]) => name),
  )
  const ours = linesOf(page).flatMap((line) => [
    ...[...line.matchAll(/\b([A-Z][A-Z_]+)=\S* (?=.*\b(?:npm|node) )/g)].map(([, name = '']) => name),
    ...(FAMILIES.some((family) => line.startsWith(family))
      ? (/^([A-Z_]+)(?:=.*)?$/.exec(line)?.slice(1) ?? [])
      : []),
  ])
  for (const name of ours.filter((one) => !constants.has(one) && !Object.hasOwn(HINTS, one)))
    expect(known, `${page} names ${name}, which docs/settings.md does not have`).toContain(name)
})

const blocks = PAGES.flatMap(blocksOf)

test.each(blocks.filter(({ language }) => ['sh', 'bash'].includes(language)))(
  'the commands in $page, line $line, can be typed as they stand',
  ({ text, language }) => {
    const { stderr } = spawnSync(language, ['-n'], { input: text, encoding: 'utf8' })
    expect(stderr).toBe('')
  },
)

test.each(blocks.filter(({ language }) => language === 'json'))('$page, line $line, is JSON', ({ text }) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow()
})
