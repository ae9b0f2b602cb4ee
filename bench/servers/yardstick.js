/** The yardstick: what a good hand would write for this one question, and nothing beside it. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { parse } from 'node:querystring'
import mysql from 'mysql2'
import { aesKey, appId, token } from './account.js'
import { listening } from './listening.js'

const TO = /<ToUserName><!\[CDATA\[(.*?)\]\]>/
const FROM = /<FromUserName><!\[CDATA\[(.*?)\]\]>/
const QUESTION = /<Content><!\[CDATA\[\?(\d{1,3}-\d{1,4})\]\]>/
const ENCRYPT = /<Encrypt><!\[CDATA\[(.*?)\]\]>/
const pool = mysql.createPool({ uri: process.env.DATABASE_URL, connectionLimit: 10 })
const keyBytes = Buffer.from(`${aesKey}=`, 'base64')
const key = aesKey && createSecretKey(keyBytes)
const iv = keyBytes.subarray(0, 16)

listening((request, response) => {
  const query = parse(request.url.slice(request.url.indexOf('?') + 1))
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (text) => (body += text))
  request.on('end', () => {
    const encrypted = key ? (ENCRYPT.exec(body)?.[1] ?? '') : ''
    const given = Buffer.from(`${key ? query.msg_signature : query.signature}`)
    const right = Buffer.from(sign(query.timestamp, query.nonce, encrypted))
    if (given.length !== right.length || !timingSafeEqual(given, right)) return refuse(response)
    const xml = key ? decrypted(encrypted) : body
    const code = QUESTION.exec(xml)?.[1]
    if (!code) return response.end('success')
    pool.execute('SELECT workstation FROM parts WHERE code = ?', [code], (error, rows) => {
      if (error) return response.end('success')
      const text = rows[0] ? `[${code}]的工作台位为[${rows[0].workstation}]` : `没有找到零件[${code}]`
      const reply = `<xml><ToUserName><![CDATA[${FROM.exec(xml)[1]}]]></ToUserName><FromUserName><![CDATA[${TO.exec(xml)[1]}]]></FromUserName><CreateTime>${seconds()}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content></xml>`
      response.setHeader('Content-Type', 'application/xml; charset=utf-8')
      response.end(key ? sealed(reply, query.nonce) : reply)
    })
  })
})

const seconds = () => Math.floor(Date.now() / 1000)

function refuse(response) {
  response.statusCode = 403
  response.end()
}

function sign(...parts) {
  return createHash('sha1')
    .update([token, ...parts].sort().join(''))
    .digest('hex')
}

function decrypted(base64) {
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const bytes = Buffer.concat([decipher.update(base64, 'base64'), decipher.final()])
  const end = 20 + bytes.readUInt32BE(16)
  if (bytes.toString('latin1', end, bytes.length - bytes.at(-1)) !== appId) throw new Error('not for us')
  return bytes.toString('utf8', 20, end)
}

function sealed(reply, nonce) {
  const text = Buffer.from(reply)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const unpadded = Buffer.concat([randomBytes(16), length, text, Buffer.from(appId)])
  const pad = 32 - (unpadded.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const encrypted =
    cipher.update(Buffer.concat([unpadded, Buffer.alloc(pad, pad)]), undefined, 'base64') +
    cipher.final('base64')
  const timestamp = `${seconds()}`
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${sign(timestamp, nonce, encrypted)}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
}
