/** The platform's XML as plain fields (protocol 3.1): text as it was sent, nothing trimmed, nothing turned into numbers. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { AppError } from '../errors.ts'
import { readFlatXml } from './flat-xml.ts'

export type Field = string | Fields | Field[]
/** An object without a prototype: element names come from outside. */
export type Fields = { [name: string]: Field }

type Node = { readonly [name: string]: unknown }

const IGNORED = '#ignored'
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])
/** Elements that repeat (protocol 4.1): always arrays, also when there is one. */
const REPEATED = new Set(['List', 'item', 'fail_idx'])
/** Elements that hold nothing but `item`s and stand for them. */
const WRAPPERS = new Set(['PicList', 'ResultList'])

const parser = new XMLParser({
  preserveOrder: true,
  cdataPropName: '#cdata',
  parseTagValue: false,
  trimValues: false,
  ignoreAttributes: true,
  processEntities: false,
  transformTagName: (name) => (RESERVED.has(name) ? IGNORED : name),
  onDangerousProperty: (name) => name,
})

/** The children of the root element. Throws MESSAGE_MALFORMED for anything that is not one well-formed document without DOCTYPE. */
export function parseXml(text: string): Fields {
  const source = text.trim()
  return readFlatXml(source) ?? parseWhole(source)
}

/** What the library makes of it. */
export function parseWhole(source: string): Fields {
  if (hasDeclaration(source)) throw malformed('DOCTYPE')
  const valid = XMLValidator.validate(source)
  if (valid !== true) throw malformed(valid.err.msg)
  const [root, ...others] = (parseNodes(source) as Node[]).filter(isElement)
  if (!root || others.length > 0) throw malformed('not exactly one root element')
  return fieldsOf(childrenOf(root), refuse)
}

/** The parser's own limits, 100 levels of depth among them, are refusals like any other. */
function parseNodes(source: string): unknown {
  try {
    return parser.parse(source)
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause))
  }
}

/** Whether there is a `<!` other than a comment or CDATA, in one pass whatever the text. */
function hasDeclaration(source: string): boolean {
  for (let at = source.indexOf('<!'); at >= 0; at = source.indexOf('<!', at)) {
    const end = source.startsWith('<![CDATA[', at) ? ']]>' : source.startsWith('<!--', at) ? '-->' : undefined
    if (!end) return true
    at = source.indexOf(end, at)
    if (at < 0) return false
  }
  return false
}

/** What becomes of a scalar given again under the same name. */
type Again = (name: string, earlier: Field, field: Field) => Field

/** In the message itself it would leave open which one counts. */
const refuse: Again = (name) => {
  throw malformed(`<${name}> appears twice`)
}
/** Deeper down, in shapes that nobody documented, it is a list. */
const gather: Again = (_name, earlier, field) => pushed(Array.isArray(earlier) ? earlier : [earlier], field)

/** Into the same list: a copy for each of very many would take for ever. */
function pushed(list: Field[], field: Field): Field[] {
  list.push(field)
  return list
}

function fieldsOf(nodes: readonly Node[], again: Again): Fields {
  const fields: Fields = Object.create(null)
  for (const node of nodes) {
    const name = nameOf(node)
    if (!/^[#?]/.test(name)) addField(fields, name, fieldOf(name, childrenOf(node)), again)
  }
  return fields
}

function fieldOf(name: string, children: readonly Node[]): Field {
  if (!children.some(isElement)) return WRAPPERS.has(name) ? [] : textOf(children)
  const fields = fieldsOf(children, gather)
  return WRAPPERS.has(name) ? (fields['item'] ?? []) : fields
}

/** Several wrappers of one name (protocol 10) are joined into one. */
function addField(fields: Fields, name: string, field: Field, again: Again): void {
  const earlier = fields[name]
  if (REPEATED.has(name)) fields[name] = pushed(Array.isArray(earlier) ? earlier : [], field)
  else if (earlier === undefined) fields[name] = field
  else if (isFields(earlier) && isFields(field)) joinFields(earlier, field)
  else fields[name] = again(name, earlier, field)
}

function joinFields(into: Fields, fields: Fields): void {
  for (const [name, field] of Object.entries(fields)) {
    for (const one of Array.isArray(field) ? field : [field]) addField(into, name, one, gather)
  }
}

const isFields = (field: Field): field is Fields => typeof field === 'object' && !Array.isArray(field)
const nameOf = (node: Node): string => Object.keys(node)[0] ?? IGNORED
const childrenOf = (node: Node): Node[] => (node[nameOf(node)] ?? []) as Node[]
const isElement = (node: Node): boolean => !/^[#?]/.test(nameOf(node)) || nameOf(node) === IGNORED

function textOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if ('#text' in node) return decodeEntities(String(node['#text']))
      return '#cdata' in node ? textOfCdata(childrenOf(node)) : ''
    })
    .join('')
}

const textOfCdata = (nodes: readonly Node[]): string =>
  nodes.map((node) => String(node['#text'] ?? '')).join('')

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
    (entity, name, decimal, hex) => {
      if (name) return PREDEFINED[name] ?? entity
      const code = decimal ? Number(decimal) : parseInt(hex, 16)
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      return isCharacter ? String.fromCodePoint(code) : entity
    },
  )
}

function malformed(reason: string): AppError {
  return new AppError('MESSAGE_MALFORMED', `收到的内容不是微信的 XML：${reason}`)
}
