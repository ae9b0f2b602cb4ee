import { on } from '#rule'

export default on('click', {
  title: '菜单按钮当作文字',
  examples: [{ event: { EventKey: '帮助' }, reply: /看看能查什么/ }],
  asText: true,
})
