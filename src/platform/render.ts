/** The XML of a message as WeChat writes it (protocol 3): no declaration, an element a line, text in CDATA and numbers bare. */
import { element } from '../wechat/reply.ts'
import type { Field, Fields } from '../wechat/xml.ts'

/** Elements that WeChat writes without CDATA. */
const BARE = new Set(
  (
    'CreateTime MsgId MsgID MsgDataId Idx BusinessId bizmsgmenuid MenuId ' +
    'Location_X Location_Y Scale Latitude Longitude Precision Count PopupScene'
  ).split(' '),
)
/** Where even the numbers are in CDATA. */
const ALL_CDATA = new Set(['SendLocationInfo'])
const REPEATED = new Set(['List', 'item'])

export const renderMessage = (fields: Fields): string => renderIn('xml', fields)

function renderIn(parent: string, fields: Fields): string {
  const lines = Object.entries(fields).flatMap(([name, field]) => render(name, field, parent))
  return `<${parent}>${lines.map((line) => `${line}\n`).join('')}</${parent}>`
}

function render(name: string, field: Field, parent: string): string | string[] {
  if (typeof field === 'string')
    return BARE.has(name) && !ALL_CDATA.has(parent) ? `<${name}>${field}</${name}>` : element(name, field)
  if (!Array.isArray(field)) return renderIn(name, field)
  if (REPEATED.has(name)) return field.flatMap((one) => render(name, one, parent))
  return renderIn(name, { item: field })
}
