/** Every page that a newcomer reads, and what stands in it. */
import { readdirSync, readFileSync } from 'node:fs'

export const PAGES: readonly string[] = [
  ...readdirSync('.').filter((name) => /^README.*\.md$/.test(name)),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

export const textOf = (page: string): string => readFileSync(page, 'utf8')

export type Block = {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
}

/** Its fenced blocks of code, indented ones as well. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page)
  return [...text.matchAll(/^( *)```(\w*)[^\n]*\n(.*?)^\1```$/gms)].map(
    ({ index, 2: language = '', 3: block = '' }) => ({
      page,
      line: text.slice(0, index).split('\n').length,
      language,
      text: block,
    }),
  )
}

const SHELL = ['sh', 'bash', 'console', '']

/** The lines that may be typed: of the blocks for a shell, and what stands between backticks in a sentence. */
export function linesOf(page: string): string[] {
  const blocks = blocksOf(page).filter(({ language }) => SHELL.includes(language))
  const prose = textOf(page).replaceAll(/^( *)```.*?^\1```$/gms, '')
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...blocks.flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n')), ...inline]
}

/** The anchors of its headings, as GitHub makes them. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  const headings = textOf(page)
    .replaceAll(/^( *)```.*?^\1```$/gms, '')
    .matchAll(/^#+ (.+)$/gm)
  for (const [, heading = ''] of headings) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/\]\([^)]*\)/g, '')
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    let [anchor, again] = [slug, 0]
    while (anchors.has(anchor)) anchor = `${slug}-${++again}`
    anchors.add(anchor)
  }
  return anchors
}
