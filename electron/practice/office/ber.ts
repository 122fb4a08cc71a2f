/** Just enough of the Basic Encoding Rules (X.690) for an SNMP agent; shares nothing with what asks agents. */

export const tags = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const

export interface Element {
  readonly tag: number
  readonly body: Buffer
}

export function encode(tag: number, body: Buffer): Buffer {
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : body.length < 0x100
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, body])
}

export const sequence = (...parts: readonly Buffer[]): Buffer => encode(tags.sequence, Buffer.concat(parts))

/** Two's complement in as few octets as hold it. */
export function integerBody(value: number | bigint): Buffer {
  let rest = BigInt(value)
  const octets: number[] = []
  for (;;) {
    octets.unshift(Number(rest & 0xffn))
    const sign = (octets[0] ?? 0) & 0x80
    rest >>= 8n
    if ((rest === 0n && sign === 0) || (rest === -1n && sign !== 0)) return Buffer.from(octets)
  }
}
export const integer = (value: number): Buffer => encode(tags.integer, integerBody(value))

export function oidBody(numbers: readonly number[]): Buffer {
  const [first = 0, second = 0, ...rest] = numbers
  return Buffer.from([first * 40 + second, ...rest].flatMap(base128))
}

function base128(number: number): number[] {
  const octets = [number % 128]
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
    octets.unshift((rest % 128) | 0x80)
  return octets
}

export function oidNumbers(body: Buffer): number[] {
  const numbers: number[] = []
  let number = 0
  for (const octet of body) {
    number = number * 128 + (octet & 0x7f)
    if ((octet & 0x80) !== 0) continue
    if (numbers.length === 0)
      numbers.push(Math.min(2, Math.floor(number / 40)), number - 40 * Math.min(2, Math.floor(number / 40)))
    else numbers.push(number)
    number = 0
  }
  return numbers
}

/** The elements that stand side by side in a body. */
export function elements(body: Buffer): Element[] {
  const found: Element[] = []
  for (let at = 0; at < body.length; ) {
    const tag = body[at] ?? 0
    const first = body[at + 1] ?? 0
    const more = first < 0x80 ? 0 : first & 0x7f
    const length = more === 0 ? first : body.readUIntBE(at + 2, more)
    const from = at + 2 + more
    found.push({ tag, body: body.subarray(from, from + length) })
    at = from + length
  }
  return found
}

export const numberIn = (element: Element | undefined): number =>
  element === undefined || element.body.length === 0 ? 0 : element.body.readIntBE(0, element.body.length)
