/** Tables as businesses have them, with every kind of column, for rules that are written by `npm run new`. */
import { sql } from 'drizzle-orm'
import * as t from 'drizzle-orm/mysql-core'

export const books = t.mysqlTable('books', {
  id: t.int('id').autoincrement().primaryKey(),
  isbn: t.char('isbn', { length: 13 }).notNull().unique(),
  name: t.varchar('name', { length: 200 }).notNull(),
  price: t.decimal('price', { precision: 8, scale: 2 }).notNull(),
  isLent: t.boolean('is_lent').notNull().default(false),
  published: t.date('published'),
  shelf: t.mysqlEnum('shelf', ['小说', '科学']).notNull(),
  note: t.text('note'),
  createdAt: t.timestamp('created_at').notNull().defaultNow(),
})

export const customers = t.mysqlTable('customers', {
  id: t.bigint('id', { mode: 'number' }).autoincrement().primaryKey(),
  phone: t.varchar('phone', { length: 20 }).notNull().unique(),
  recommendedBy: t.bigint('recommended_by', { mode: 'number' }),
})

export const orders = t.mysqlTable('orders', {
  orderNo: t.varchar('order_no', { length: 32 }).primaryKey(),
  customerId: t
    .bigint('customer_id', { mode: 'number' })
    .notNull()
    .references(() => customers.id),
  isbn: t
    .char('isbn', { length: 13 })
    .notNull()
    .references(() => books.isbn),
  state: t.varchar('state', { length: 10, enum: ['new', 'paid'] }).notNull(),
  count: t.smallint('count').notNull(),
  bought: t.datetime('bought').notNull(),
  paid: t.timestamp('paid'),
})

/** With a key of two columns, neither of which is unique. */
export const seats = t.mysqlTable(
  'seats',
  {
    hall: t.varchar('hall', { length: 2 }),
    number: t.int('number'),
    guest: t.varchar('guest', { length: 1 }),
  },
  ({ hall, number }) => [t.primaryKey({ columns: [hall, number] })],
)

export const figures = t.mysqlTable('figures', {
  big: t.bigint('big', { mode: 'bigint' }).notNull().unique(),
  exact: t.decimal('exact', { precision: 2, scale: 2, mode: 'number' }).notNull(),
  whole: t.decimal('whole', { precision: 12, mode: 'bigint' }).notNull(),
  rough: t.float('rough').notNull(),
  double: t.double('double'),
  tiny: t.tinyint('tiny', { unsigned: true }).notNull(),
  yes: t.boolean('yes'),
})

export const moments = t.mysqlTable('moments', {
  day: t.date('day').notNull(),
  dayText: t.date('day_text', { mode: 'string' }).notNull(),
  at: t.datetime('at', { fsp: 3, mode: 'string' }).notNull(),
  seen: t.timestamp('seen', { mode: 'string' }).notNull(),
  opens: t.time('opens', { fsp: 2 }).notNull(),
  since: t.year('since').notNull(),
  wall: t.datetime('wall'),
  instant: t.timestamp('instant').notNull(),
})

/** Names that mean something else in a rule file. */
export const query = t.mysqlTable('awkward', {
  class: t.varchar('class', { length: 5 }).notNull().unique(),
  'order-no': t.varchar('order-no', { length: 8 }).notNull(),
  row: t.text('row'),
  details: t.json('details').notNull(),
  twice: t.varchar('twice', { length: 20 }).generatedAlwaysAs(sql`concat(class, class)`),
})

export const codes = t.mysqlTable('codes', { code: t.varchar('code', { length: 16 }).primaryKey() })

/** The row of a tree needs another one before it. */
export const places = t.mysqlTable('places', {
  name: t.varchar('name', { length: 50 }).primaryKey(),
  inside: t
    .varchar('inside', { length: 50 })
    .notNull()
    .references((): t.AnyMySqlColumn => places.name),
})

/** Nobody can make up what belongs here. */
export const photos = t.mysqlTable('photos', {
  name: t.varchar('name', { length: 50 }).primaryKey(),
  data: t.varbinary('data', { length: 100 }).notNull(),
})

export const desks = t.mysqlTable('desks', {
  number: t.int('number').primaryKey(),
  person: t.varchar('person', { length: 50 }),
})

export const shops = t.mysqlTable('shops', {
  code: t.varchar('code', { length: 16 }).primaryKey(),
  book: t.varchar('book', { length: 32 }).notNull().unique(),
})
