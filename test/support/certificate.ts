/** Certificates that sign themselves, made at once and of any validity: X.509 in DER, as much of it as TLS reads. */
import { generateKeyPairSync, sign } from 'node:crypto'

const DAY_MS = 24 * 3600 * 1000

type Wanted = {
  readonly name: string
  /** From today; negative: in the past. */
  readonly fromDays?: number
  readonly untilDays?: number
}

export function certificateFor({ name, fromDays = -1, untilDays = 90 }: Wanted): {
  cert: string
  key: string
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const itself = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(name)))))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA_SHA256,
    itself,
    der(0x30, timeIn(fromDays), timeIn(untilDays)),
    itself,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, authority(), alternative(name))),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const text = der(0x30, body, ECDSA_SHA256, signature).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** Tag, length, contents. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts)
  const { length } = contents
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), contents])
}

const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const COMMON_NAME = identifier('550403')
const ECDSA_SHA256 = der(0x30, identifier('2a8648ce3d040302'))

/** It may vouch for itself where it is trusted. */
const authority = () => extension('551d13', der(0x30, der(0x01, Buffer.from([255]))))
const alternative = (name: string) => extension('551d11', der(0x30, der(0x82, Buffer.from(name))))
const extension = (hex: string, value: Buffer) => der(0x30, identifier(hex), der(0x04, value))

function timeIn(days: number): Buffer {
  const text = new Date(Date.now() + days * DAY_MS).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${text}Z`))
}
