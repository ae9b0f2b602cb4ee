/** The examples of one rule, asked as `npm run check` asks them: its file is read again, in a thread and a database of its own. */
import { askExamples } from './check.ts'
import { createScratch } from './scratch.ts'
import type { Found } from './worker.ts'

/** What is wrong with the rule of that id, or with the whole folder; empty when every example gets its reply. */
export type CheckRule = (id: string) => Promise<readonly Found[]>

/** One check at a time: the scratch database has the name of the process. */
export function createCheckRule(place: { readonly rulesDir: string; readonly dataDir: string }): CheckRule {
  let last: Promise<unknown> = Promise.resolve()
  return (id) => {
    const check = last.then(() => checkRule(id, place))
    last = check.catch(() => {})
    return check
  }
}

async function checkRule(
  id: string,
  { rulesDir, dataDir }: { readonly rulesDir: string; readonly dataDir: string },
): Promise<readonly Found[]> {
  const scratch = await createScratch(dataDir)
  try {
    return (await askExamples({ rulesDir, url: scratch.url, from: 0, only: id })).problems
  } finally {
    await scratch.drop()
  }
}
