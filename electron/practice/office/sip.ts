/** SIP of the office's devices over UDP: OPTIONS gets a 200 with the banner, other methods a 405 (RFC 3261, 8.2 and 11). */

import type { RemoteInfo, Socket } from 'node:dgram'
import { bugLog } from '../../platform/bugs.ts'
import { guarded } from '../../platform/sockets.ts'

export function answerSip(socket: Socket, named: SipName): void {
  socket.on(
    'message',
    guarded(bugLog, 'practice.sip', (octets: Buffer, { port, address }: RemoteInfo) => {
      const answer = sipAnswerTo(octets.toString('utf8'), named)
      if (answer !== null) socket.send(answer, port, address, () => undefined)
    }),
  )
}

/** `User-Agent: snomD735/10.1.141.13`; some makers use `Server`. */
export interface SipName {
  readonly header: 'User-Agent' | 'Server'
  readonly value: string
}

/** Header fields copied into a response, RFC 3261 8.2.6.2. */
const copiedFields = ['via', 'from', 'to', 'call-id', 'cseq'] as const
const short: ReadonlyMap<string, string> = new Map([
  ['v', 'via'],
  ['f', 'from'],
  ['t', 'to'],
  ['i', 'call-id'],
])

/**
 * Sample:
 *   OPTIONS sip:127.0.0.1:15081 SIP/2.0
 *   Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bK1;rport
 *   From: <sip:punchdown@127.0.0.1>;tag=1
 *   To: <sip:127.0.0.1:15081>
 *   Call-ID: 1@127.0.0.1
 *   CSeq: 1 OPTIONS
 * Null for ACK and for anything that is not a request.
 */
export function sipAnswerTo(text: string, { header, value }: SipName): string | null {
  const [start = '', ...lines] = text.split(/\r?\n/)
  const method = /^([A-Z]{1,20}) \S{1,1024} SIP\/2\.0$/.exec(start)?.[1]
  if (method === undefined || method === 'ACK') return null
  const fields = new Map<string, string[]>()
  for (const line of lines) {
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const given = line.slice(0, colon).trim().toLowerCase()
    const name = short.get(given) ?? given
    const known = fields.get(name)
    if (known === undefined) fields.set(name, [line.slice(colon + 1).trim()])
    else known.push(line.slice(colon + 1).trim())
  }
  if (copiedFields.some((name) => !fields.has(name))) return null
  const spelled = { via: 'Via', from: 'From', to: 'To', 'call-id': 'Call-ID', cseq: 'CSeq' } as const
  const tagged = (name: string, text: string) =>
    name === 'to' && !/;\s*tag=/i.test(text) ? `${text};tag=office` : text
  return [
    method === 'OPTIONS' ? 'SIP/2.0 200 OK' : 'SIP/2.0 405 Method Not Allowed',
    ...copiedFields.flatMap((name) =>
      (fields.get(name) ?? []).map((each) => `${spelled[name]}: ${tagged(name, each)}`),
    ),
    'Allow: OPTIONS',
    `${header}: ${value}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}
