/** Imports that were begun on a page: each is looked through at once, and done when its session says so. */
import { CommitUnknown } from '../../db/transact.ts'
import { messageOf, wrappedIn } from '../../errors.ts'
import type { Data } from '../../data/data.ts'
import type { Checked, Imported, OnProgress } from '../../data/import.ts'
import type { FileProblem } from '../../data/open.ts'
import type { DataTable } from '../../data/tables.ts'
import type { Upload, Uploads } from './uploads.ts'

export type Stage =
  | { readonly kind: 'checking' | 'importing'; readonly percent: number }
  /** Waits for the word of its session, where there is nothing against it. */
  | { readonly kind: 'checked'; readonly result: Checked | FileProblem }
  | { readonly kind: 'ended'; readonly result: Imported | Checked | FileProblem }
  | { readonly kind: 'failed'; readonly message: string; readonly isUnknown: boolean }

export type Import = { readonly upload: Upload; readonly table: DataTable; stage: Stage }

export type Imports = {
  /** Comes back when the file was looked through or after a moment. */
  begin(upload: Upload, table: DataTable): Promise<void>
  find(id: string, session: string): Import | undefined
  /** Does it; false where it is not to be done. */
  go(one: Import): Promise<boolean>
}

type Told = (one: Import) => void

/** How long a page waits before it shows how far things are. */
const MOMENT_MS = 1_500

export function createImports(data: Data, uploads: Uploads, onEnd: Told): Imports {
  const all = new Map<string, Import>()

  async function work(one: Import, kind: 'checking' | 'importing'): Promise<void> {
    const onProgress: OnProgress = (read, size) => {
      one.stage = { kind, percent: Math.min(99, Math.floor((read / size) * 100)) }
    }
    one.stage = { kind, percent: 0 }
    try {
      const { file } = one.upload
      if (kind === 'checking') {
        one.stage = { kind: 'checked', result: await data.check(file, one.table, onProgress) }
        return
      }
      one.stage = { kind: 'ended', result: await data.import(file, one.table, onProgress) }
    } catch (error) {
      const isUnknown = error instanceof CommitUnknown
      one.stage = { kind: 'failed', message: messageOf(wrappedIn(error)), isUnknown }
    }
    await uploads.remove(one.upload)
    onEnd(one)
  }

  return {
    begin(upload, table) {
      const one: Import = { upload, table, stage: { kind: 'checking', percent: 0 } }
      all.set(upload.id, one)
      uploads.keep(upload, () => all.delete(upload.id))
      return orAMoment(work(one, 'checking'))
    },
    find(id, session) {
      const one = all.get(id)
      return one?.upload.session === session ? one : undefined
    },
    async go(one) {
      if (!isReady(one.stage)) return false
      await orAMoment(work(one, 'importing'))
      return true
    },
  }
}

/** Whether nothing speaks against it. */
export const isReady = (stage: Stage): boolean =>
  stage.kind === 'checked' && stage.result.kind === 'checked' && stage.result.counts.bad === 0

async function orAMoment(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const moment = new Promise<void>((resolve) => (timer = setTimeout(resolve, MOMENT_MS)))
  await Promise.race([work, moment])
  clearTimeout(timer)
}
