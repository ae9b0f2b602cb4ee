import { answer, code, missing, query } from '#rule'
import { parts } from '#schema'

export default query({
  title: '查零件的工作台位',
  pattern: '?{part}',
  params: { part: code(/^\d{1,3}-\d{1,4}$/, '零件编号形如 18-546') },
  given: [[parts, { code: '18-546', workstation: '车体新厂房3号' }]],
  examples: [
    { say: '?18-546', reply: '[18-546]的工作台位为[车体新厂房3号]' },
    { say: '？１８—５４６ ', reply: '[18-546]的工作台位为[车体新厂房3号]' },
    { say: '?99-999', outcome: 'missing' },
    { say: '?abc', outcome: 'invalid' },
  ],
  async reply({ part }, { lookup }) {
    const row = await lookup(parts, { code: part })
    return row ? answer(`[${part}]的工作台位为[${row.workstation}]`) : missing(`没有找到零件[${part}]`)
  },
})
