import { answer, on } from '#rule'

export default on(['image', 'click'], {
  title: 'Pictures and menus',
  examples: [{ event: { MediaId: 'x' }, reply: 'seen' }],
  reply: () => answer('seen'),
})
