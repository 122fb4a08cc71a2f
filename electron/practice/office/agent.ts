/** SNMP agents of the practice office: SNMPv1 and v2c (RFC 3416) over UDP, read only. */
import type { Socket } from 'node:dgram'
import {
  type Element,
  elements,
  encode,
  integer,
  numberIn,
  oidBody,
  oidNumbers,
  sequence,
  tags,
} from './ber.ts'
import { type AgentRow, answerTo, type Request } from './mib.ts'

const kinds: Readonly<Record<number, Request['kind']>> = { 160: 'get', 161: 'get-next', 165: 'get-bulk' }
const response = 0xa2
const noSuchName = 2
/** Ours; the least that RFC 3417 (3.2) recommends is 1472. */
const longestAnswer = 1472
/** Ours: what one request may ask of an agent, whatever it says. */
const mostRepetitions = 100

/** Answers on a socket that is bound already, to those who know the community. What is no request is passed over. */
export function answerSnmp(socket: Socket, rows: readonly AgentRow[], community = 'public'): void {
  socket.on('message', (octets, { port, address }) => {
    const answer = answerOf(octets, rows, community)
    if (answer !== null) socket.send(answer, port, address, () => undefined)
  })
}

/**
 * Sample, a GET of sysUpTime.0 with the community public:
 *   30 26 02 01 01 04 06 70 75 62 6c 69 63 a0 19 02 01 01 02 01 00 02 01 00 30 0e 30 0c 06 08 2b 06 01 02 01 01 03 00 05 00
 * Null where nothing is answered.
 */
export function answerOf(octets: Buffer, rows: readonly AgentRow[], community: string): Buffer | null {
  try {
    return answered(octets, rows, community)
  } catch {
    // lengths beyond the datagram, numbers too long: no request
    return null
  }
}

function answered(octets: Buffer, rows: readonly AgentRow[], community: string): Buffer | null {
  const [version, given, pdu] = elements(elements(octets)[0]?.body ?? Buffer.alloc(0))
  const kind = kinds[pdu?.tag ?? 0]
  if (pdu === undefined || kind === undefined || given?.body.toString('latin1') !== community) return null
  const isOld = numberIn(version) === 0
  if (numberIn(version) > 1 || (isOld && kind === 'get-bulk')) return null
  const [id, first, second, list] = elements(pdu.body)
  const oids = elements(list?.body ?? Buffer.alloc(0)).map((each) => oidNumbers(nameOf(each)))
  // RFC 2578, 3.5: what is larger names nothing
  if (oids.some((oid) => oid.length > 128 || oid.some((each) => !(each <= 0xffff_ffff)))) return null
  const repetitions = kind === 'get-bulk' ? Math.min(Math.max(numberIn(second), 0), mostRepetitions) : 1
  const isBulk = kind === 'get-bulk'
  const found = answerTo(
    { version: isOld ? '1' : '2c', kind, oids, repetitions },
    rows,
    isBulk ? numberIn(first) : 0,
  )
  const message = (varbinds: readonly AgentRow[], status = 0, index = 0): Buffer =>
    sequence(
      encode(tags.integer, version?.body ?? Buffer.alloc(1)),
      encode(tags.octets, given.body),
      encode(
        response,
        Buffer.concat([
          encode(tags.integer, id?.body ?? Buffer.alloc(1)),
          integer(status),
          integer(index),
          sequence(...varbinds.map(varbind)),
        ]),
      ),
    )
  const missing = found.findIndex(({ tag }) => tag >= tags.noSuchObject && tag <= tags.endOfMibView)
  if (isOld && missing >= 0) {
    const echo = oids.map((oid): AgentRow => ({ oid, tag: tags.null, body: Buffer.alloc(0) }))
    return message(echo, noSuchName, missing + 1)
  }
  if (!isBulk) return message(found)
  // as many as fit into one datagram, RFC 3416 4.2.3
  for (let rest = found; ; rest = rest.slice(0, Math.floor(rest.length / 2))) {
    const whole = message(rest)
    if (whole.length <= longestAnswer || rest.length <= 1) return whole
  }
}

const nameOf = (element: Element): Buffer => elements(element.body)[0]?.body ?? Buffer.alloc(0)
const varbind = ({ oid, tag, body }: AgentRow): Buffer =>
  sequence(encode(tags.oid, oidBody(oid)), encode(tag, body))
