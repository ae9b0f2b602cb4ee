import { html } from 'hono/html'
import type { Cluster } from '../../figures/find-clusters.ts'
import type { Rulebook } from '../../rulebook/load.ts'
import { nearestIn, type Nearest } from '../../scaffold/alike.ts'
import { ruleAddress } from '../address.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'

/** Of its newest wording, or of its mask where the wordings have gone. */
export const nearestTo = ({ account, mask, wordings }: Cluster, rulebook: Rulebook): Nearest | undefined =>
  nearestIn(rulebook.of(account).router)(wordings[0]?.text ?? mask)

/** The rule with the reason. */
export function nearestView(say: Say, nearest: Nearest | undefined): Html {
  if (!nearest) return html`<span class="muted">${say('没有相近的', 'none is close')}</span>`
  return html`<a href="${ruleAddress(nearest.named.id)}">${nearest.named.id}</a>
    <small>${reason(say, nearest)}</small>`
}

function reason(say: Say, { kind, example, reason = '' }: Nearest): Html {
  switch (kind) {
    case 'answers':
      return html`<span class="good">${say('现在由它回答', 'answers it by now')}</span>`
    case 'refuses':
      return html`${say('模式合适，但是：', 'its pattern fits, but: ')}${reason}`
    case 'suggested':
      return html`${say('会问粉丝是不是', 'the fan is asked: did you mean')} <bdi>${example}</bdi>`
    case 'alike':
      return html`${say('它的示例：', 'its example: ')}<bdi>${example}</bdi>`
  }
}
