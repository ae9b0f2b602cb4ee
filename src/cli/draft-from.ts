import * as schema from '../../drizzle/schema.ts'
import { assemble } from '../assemble.ts'
import type { Config } from '../config.ts'
import type { WriteDb } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { clusterOf, type Cluster } from '../figures/find-clusters.ts'
import { createLog } from '../log.ts'
import type { Draft } from '../scaffold/draft.ts'
import { draftWithRows } from '../scaffold/draft-with-rows.ts'
import { tablesOf } from '../scaffold/table.ts'
import { createQuestions, TITLE_QUESTION } from './questions.ts'

type Given = { readonly id: string | undefined; readonly title?: string | undefined }

/** What `npm run new -- --from 12` writes: a rule for what fans ask and no rule answers. */
export async function draftFrom(from: string, { id, title }: Given, config: Config): Promise<Draft> {
  const { rules, database, stop } = await assemble(config, createLog('error', 2))
  const questions = createQuestions()
  try {
    const cluster = await clusterCalled(from, database.write)
    const asked = { ...cluster, wordings: cluster.wordings.map(({ text }) => text) }
    return await draftWithRows(asked, {
      ...{ db: database.write, rules: rules.current().rules, tables: tablesOf(schema), id, title },
      untitled: () => questions.ask(TITLE_QUESTION),
    })
  } finally {
    questions.close()
    await stop()
  }
}

async function clusterCalled(from: string, write: WriteDb): Promise<Cluster> {
  const cluster = /^\d{1,15}$/.test(from) ? await clusterOf(write, Number(from)) : undefined
  if (cluster) return cluster
  throw new AppError('CLUSTER_UNKNOWN', `没有编号为「${from}」的「没答上的」`)
}
