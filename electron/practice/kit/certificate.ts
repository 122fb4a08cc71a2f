/** Self-signed certificates (RFC 5280) of practice devices, made when they start. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

interface Certificate {
  /** PEM. */
  readonly cert: string
  /** PEM. */
  readonly key: string
}

export interface Subject {
  readonly commonName: string
  readonly organization: string | null
}

/** Tags of X.690 8.1.2. */
const tag = { integer: 0x02, bits: 0x03, oid: 0x06, utf8: 0x0c, utcTime: 0x17, sequence: 0x30, set: 0x31 }
const versionTag = 0xa0

/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758) */
const ecdsaSha256 = Buffer.from('2a8648ce3d040302', 'hex')
/** id-at-commonName 2.5.4.3, id-at-organizationName 2.5.4.10 */
const commonNameId = Buffer.from('550403', 'hex')
const organizationId = Buffer.from('55040a', 'hex')

/** P-256; valid from 2020 to 2045, because certificates of phones are long-lived. Ours. */
export function makeCertificate(subject: Subject): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(tag.sequence, der(tag.oid, ecdsaSha256))
  const name = nameOf(subject)
  const serial = randomBytes(8)
  // positive, and without a leading zero octet
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const validity = der(tag.sequence, utcTime('200101000000Z'), utcTime('450101000000Z'))
  const body = der(
    tag.sequence,
    der(versionTag, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, serial),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(tag.bits, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    cert: pem(der(tag.sequence, body, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function nameOf({ commonName, organization }: Subject): Buffer {
  const part = (id: Buffer, text: string) =>
    der(tag.set, der(tag.sequence, der(tag.oid, id), der(tag.utf8, Buffer.from(text))))
  const parts = [part(commonNameId, commonName)]
  if (organization !== null) parts.push(part(organizationId, organization))
  return der(tag.sequence, ...parts)
}

const utcTime = (text: string): Buffer => der(tag.utcTime, Buffer.from(text))

/** One value in DER (X.690 10.1): tag, length in its shortest form, contents. */
function der(kind: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([kind, body.length]), body])
  const hex = body.length.toString(16)
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([kind, 0x80 | length.length]), length, body])
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
