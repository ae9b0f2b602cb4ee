/** What Prometheus reads: nothing is done for it before it asks. */
import type { Deliver } from '../answer/deliver.ts'
import type { Parts } from '../assemble.ts'
import type { MessageLog } from '../message-log/message-log.ts'
import type { Contacts } from '../web/contacts.ts'
import { createExposition } from './exposition.ts'
import { addMessages } from './messages.ts'
import { addProcess } from './process.ts'
import type { Tally } from './tally.ts'

export type Metrics = {
  /** All of this moment, in Prometheus' text format. */
  read(): Promise<{ readonly text: string; readonly contentType: string }>
}

export type MetricsDeps = {
  readonly tally: Tally
  readonly deliver: Pick<Deliver, 'held'>
  readonly parts: Pick<Parts, 'rules' | 'database' | 'server'>
  readonly messageLog: Pick<MessageLog, 'counts'>
  readonly contacts: Pick<Contacts, 'refusals'>
}

export function createMetrics({ tally, deliver, parts, messageLog, contacts }: MetricsDeps): Metrics {
  const { counter, gauge, histogram, registry } = createExposition()
  const { rules, database, server } = parts
  addMessages({ counter, histogram }, tally)
  counter('yingda_refused_total', 'Requests that were not taken for WeChat’s', ['account', 'reason'], () =>
    contacts.refusals().map(({ account, reason, count }) => [[account, reason], count]),
  )

  gauge('yingda_deliveries_held', 'Deliveries left unanswered on purpose at this moment', [], () => [
    [[], deliver.held().now],
  ])
  counter('yingda_deliveries_held_total', 'Deliveries left unanswered on purpose', [], () => [
    [[], deliver.held().total],
  ])
  counter('yingda_deliveries_not_held_total', 'Deliveries that were past the bounds of holding', [], () => [
    [[], deliver.held().refused],
  ])

  gauge('yingda_database_up', 'Whether MySQL answers', [], () => [[[], Number(database.health.isHealthy())]])
  gauge('yingda_embedded_server', 'Whether MySQL is the private MariaDB', [], () => [
    [[], Number(server.isOurs)],
  ])
  counter('yingda_embedded_server_lost_total', 'How often the private MariaDB was gone', [], () => [
    [[], server.lost()],
  ])
  const loads = () => Object.entries(database.load())
  gauge('yingda_pool_connections', 'Open connections to MySQL', ['pool', 'state'], () =>
    loads().flatMap(([pool, { size, busy }]) => [
      [[pool, 'busy'], busy],
      [[pool, 'idle'], size - busy],
    ]),
  )
  gauge('yingda_pool_limit', 'Connections that there may be', ['pool'], () =>
    loads().map(([pool, { limit }]) => [[pool], limit]),
  )
  gauge('yingda_pool_waiting', 'Statements that wait for a connection', ['pool'], () =>
    loads().map(([pool, { waiting }]) => [[pool], waiting]),
  )

  gauge('yingda_log_rows_waiting', 'Rows of the message log that MySQL has not got yet', ['place'], () => {
    const { waiting, spooled } = messageLog.counts()
    return [
      [['memory'], waiting],
      [['disk'], spooled],
    ]
  })
  counter('yingda_log_rows_written_total', 'Rows of the message log that MySQL has got', [], () => [
    [[], messageLog.counts().written],
  ])
  counter('yingda_log_rows_dropped_total', 'Rows of the message log that are lost, exactly', [], () => [
    [[], messageLog.counts().dropped],
  ])

  gauge('yingda_rulebook_generation', 'How many rulebooks have answered since the start', [], () => [
    [[], rules.generation()],
  ])
  gauge('yingda_rulebook_rules', 'Rules that answer', [], () => [[[], rules.current().rules.length]])
  gauge('yingda_rulebook_problems', 'What keeps the rules folder of now from answering', [], () => [
    [[], rules.problems().length],
  ])
  addProcess({ counter, gauge })
  return {
    async read() {
      const all = await registry()
      return { text: await all.metrics(), contentType: all.contentType }
    },
  }
}
