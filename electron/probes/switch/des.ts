/**
 * DES for SNMPv3 (RFC 3414, 8). net-snmp needs single DES, which OpenSSL 3 and BoringSSL no longer provide; triple DES with the same key
 * three times is equivalent. Old switches support nothing better.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import snmp, { type AuthProtocols } from 'net-snmp'

const block = 8
const cipher = 'des-ede3-cbc'

type Auth = Exclude<AuthProtocols, AuthProtocols.none>
interface Engine {
  readonly engineID: Buffer
}

/** The first eight octets of the localised key are the DES key, the next eight are mixed into the salt (8.1.1.1). */
function keysOf(protocol: Auth, password: string, engine: Engine) {
  const localised = snmp.Authentication.passwordToKey(protocol, password, engine.engineID)
  const key = localised.subarray(0, block)
  return { key: Buffer.concat([key, key, key]), preIv: localised.subarray(block, 2 * block) }
}

const vectorOf = (preIv: Buffer, salt: Buffer): Buffer =>
  Buffer.from(preIv.map((octet, at) => octet ^ (salt[at] ?? 0)))

function encryptPdu(pdu: Buffer, _privacy: unknown, password: string, auth: Auth, engine: Engine) {
  const { key, preIv } = keysOf(auth, password, engine)
  const salt = randomBytes(block)
  const padded = Buffer.alloc(Math.ceil(pdu.length / block) * block)
  pdu.copy(padded)
  const work = createCipheriv(cipher, key, vectorOf(preIv, salt)).setAutoPadding(false)
  return { encryptedPdu: Buffer.concat([work.update(padded), work.final()]), msgPrivacyParameters: salt }
}

function decryptPdu(
  pdu: Buffer,
  _privacy: unknown,
  salt: Buffer,
  password: string,
  auth: Auth,
  engine: Engine,
): Buffer {
  const { key, preIv } = keysOf(auth, password, engine)
  const work = createDecipheriv(cipher, key, vectorOf(preIv, salt)).setAutoPadding(false)
  return Buffer.concat([work.update(pdu), work.final()])
}

/** Replaces net-snmp's DES with this one. */
export function lendDes(): void {
  Object.assign(snmp.Encryption.algorithms[snmp.PrivProtocols.des], { encryptPdu, decryptPdu })
}
