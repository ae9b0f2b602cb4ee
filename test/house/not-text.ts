import { answer, on } from '#rule'

export default on(['image', 'video', 'shortvideo', 'location', 'link'], {
  title: '图片、视频、位置和链接',
  examples: [{ event: { MediaId: 'x' }, reply: '收到了，不过我只看得懂文字，例如「帮助」。' }],
  reply: () => answer('收到了，不过我只看得懂文字，例如「帮助」。'),
})
