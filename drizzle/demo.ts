/** Rows for a first look. They go into the private MariaDB only, and only into tables that are empty. */
import { parts } from './schema.ts'

const SHOPS = ['车体新厂房', '总装一车间', '总装二车间', '转向架车间', '涂装车间']
const PARTS_PER_SHOP = 40

const examples = SHOPS.flatMap((shop, shopIndex) =>
  Array.from({ length: PARTS_PER_SHOP }, (_, index) => ({
    code: `${shopIndex + 11}-${101 + index * 7}`,
    workstation: `${shop}${1 + (index % 12)}号`,
  })),
)

export const demo = [{ table: parts, rows: [{ code: '18-546', workstation: '车体新厂房3号' }, ...examples] }]
