/** The pages of docs/ that show what a bench has measured. */
import { readFile, writeFile } from 'node:fs/promises'

/** Puts the text between the marks `<!-- name -->` and `<!-- /name -->` of a page of docs/. */
export async function writeMarked(page: string, name: string, text: string): Promise<void> {
  const file = new URL(`../docs/${page}`, import.meta.url)
  const marked = new RegExp(`(<!-- ${name} -->\\n).*?(<!-- /${name} -->)`, 's')
  const before = await readFile(file, 'utf8')
  await writeFile(
    file,
    before.replace(marked, (_, open: string, close: string) => `${open}\n${text}\n${close}`),
  )
}
