/** No text of a peer makes a reader work longer than its length warrants: a 60 kB header with blanks once cost four seconds. */
import { describe, expect, it } from 'vitest'
import { redactPage, redactText, redactUrl } from '#electron/drivers/kit/redaction.ts'
import { parseMenu } from '#electron/drivers/poly-rove/menu-parser.ts'
import { parsePage } from '#electron/drivers/poly-rove/page-parser.ts'
import { tidySignInCode } from '#electron/gateway/directory/codes.ts'
import { readDialled } from '#electron/gateway/features/dialled.ts'
import { createFormTokens } from '#electron/gateway/provisioning/form-tokens.ts'
import { readStage } from '#electron/gateway/provisioning/stages.ts'
import { identifyBanner } from '#electron/identify/identify.ts'
import { parseChallenges } from '#electron/platform/digest.ts'
import { redactedEvidence, redactText as redactLogText } from '#electron/platform/redaction.ts'
import { DigestServer } from '#electron/practice/kit/digest-server.ts'
import { sipAnswerTo } from '#electron/practice/office/sip.ts'
import { ipNeighTable } from '#electron/probes/address-table.ts'
import { pnpSightings } from '#electron/probes/pnp/message.ts'
import { createSipStream, sipHeadIn } from '#electron/probes/sip/head.ts'
import { ssdpSightings } from '#electron/probes/ssdp/message.ts'
import { iconIn, refreshIn, textIn, titleIn } from '#electron/protocols/http/page.ts'
import { createReplyReader } from '#electron/protocols/http/reply.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { inspectRequest } from '#electron/sip/agent/inspection.ts'
import { readCSeq } from '#electron/sip/message/cseq.ts'
import { readHostPort, splitList } from '#electron/sip/message/grammar.ts'
import { SipHeaders } from '#electron/sip/message/headers.ts'
import { readNameAddress } from '#electron/sip/message/name-address.ts'
import { readParameters } from '#electron/sip/message/parameters.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { readSipUri } from '#electron/sip/message/uri.ts'
import { isSameUri } from '#electron/sip/message/uri-comparison.ts'
import { readVia, stampedVia } from '#electron/sip/message/via.ts'
import { readContacts } from '#electron/sip/registrar/contact.ts'
import { readRAck } from '#electron/sip/session/reliable-provisional.ts'
import { readSessionExpires } from '#electron/sip/session/session-timer.ts'
import { StreamFramer } from '#electron/sip/transport/stream-framer.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import { parseMac } from '#shared/model/mac.ts'
import { superlinear } from './growth.ts'

function inspected(message: Buffer): void {
  const read = readMessage(message)
  const capabilities = { methods: ['OPTIONS'], extensions: [], bodies: ['application/sdp'] }
  if (read.ok && read.message.kind === 'request') inspectRequest(read.message, capabilities)
}
const sipMessage = (header: string) => (text: string) =>
  inspected(
    Buffer.from(
      `OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n${header}: ${text}\r\n\r\n`,
    ),
  )
const octets = (text: string): Buffer => Buffer.from(text)
const tokens = createFormTokens('key', () => 0)
const digest = new DigestServer({ realm: 'r' })
/** Gives a text in small pieces, until the reader wants no more. */
const inPieces = (push: (chunk: Buffer) => boolean) => (text: string) => {
  for (let at = 0; at < text.length && !push(octets(text.slice(at, at + 7))); at += 7);
}

function sameUri(text: string): void {
  const uri = readSipUri(text)
  const other = readSipUri(`${text}x`)
  if (uri !== null && other !== null) isSameUri(uri, other)
}

interface Reader {
  readonly name: string
  readonly read: (text: string) => unknown
  /** What the hostile text stands behind, so that the reader gets to it. */
  readonly behind?: readonly string[]
}

const readers: readonly Reader[] = [
  {
    name: 'readMessage, start line',
    read: (text) => readMessage(octets(text)),
    behind: ['', 'INVITE sip:'],
  },
  { name: 'readMessage, a header', read: sipMessage('X') },
  { name: 'readMessage, Content-Length', read: sipMessage('l') },
  { name: 'inspectRequest, Require', read: sipMessage('Require') },
  { name: 'inspectRequest, Content-Type', read: (text) => sipMessage('c')(`${text}\r\n\r\nbody`) },
  {
    name: 'inspectRequest, Content-Disposition',
    read: (text) => sipMessage('Content-Disposition')(`${text}\r\n\r\nbody`),
    behind: ['', ';', ';handling'],
  },
  { name: 'readCSeq', read: readCSeq, behind: ['', '1', '1 '] },
  { name: 'readSipUri', read: readSipUri, behind: ['', 'sip:', 'sip:a@', 'sip:a@h;', 'tel:'] },
  { name: 'isSameUri', read: sameUri, behind: ['sip:a@h;', 'sip:a@h?'] },
  {
    name: 'readNameAddress',
    read: readNameAddress,
    behind: ['', '"', '<', '<sip:a@h>', '<sip:a@h>;', 'a <sip:', 'sip:a'],
  },
  {
    name: 'readVia',
    read: readVia,
    behind: ['', 'SIP', 'SIP/2.0/UDP ', 'SIP/2.0/UDP h', 'SIP/2.0/UDP h;'],
  },
  {
    name: 'stampedVia',
    read: (text) => stampedVia(text, { address: '1.2.3.4', port: 5 }),
    behind: ['SIP/2.0/UDP h;rport;'],
  },
  { name: 'splitList', read: splitList },
  { name: 'readParameters', read: (text) => readParameters(text, 0) },
  { name: 'readSessionExpires', read: readSessionExpires, behind: ['', '90', '90;'] },
  { name: 'readRAck', read: readRAck, behind: ['', '1 ', '1 1 '] },
  {
    name: 'readContacts',
    read: (text) => readContacts(new SipHeaders([['Contact', text]])),
    behind: ['', '<sip:a@h>;expires=', '<sip:a@h>;q=', '<sip:a@h>, '],
  },
  { name: 'readHostPort', read: (text) => readHostPort(text, 0), behind: ['', '['] },
  {
    name: 'StreamFramer',
    read: (text) => inPieces((chunk) => framer.push(chunk).broken !== null)(text),
    behind: ['', 'OPTIONS sip:a SIP/2.0\r\n'],
  },
  {
    name: 'sipHeadIn',
    read: (text) => sipHeadIn(octets(text), true),
    behind: ['', 'SIP/2.0 200 OK\r\n', 'SIP/2.0 200 OK\r\nVia: '],
  },
  {
    name: 'createSipStream',
    read: (text) => inPieces((chunk) => stream.push(chunk).length < 0 || stream.ended)(text),
  },
  {
    name: 'sipAnswerTo',
    read: (text) => sipAnswerTo(text, { header: 'Server', value: 'x' }),
    behind: ['', 'OPTIONS sip:a SIP/2.0\r\n'],
  },
  {
    name: 'pnpSightings',
    read: (text) => pnpSightings(octets(text), '1.2.3.4', 0),
    behind: ['SUBSCRIBE sip:MAC%3a SIP/2.0\r\nEvent: ua-profile;', ''],
  },
  {
    name: 'ssdpSightings',
    read: (text) => ssdpSightings(octets(text), '1.2.3.4', 0),
    behind: ['HTTP/1.1 200 OK\r\nServer: '],
  },
  { name: 'parseChallenges', read: parseChallenges, behind: ['', 'Digest realm=', 'Digest realm="'] },
  {
    name: 'DigestServer.verify',
    read: (text) => digest.verify(text, 'GET', () => 'p'),
    behind: ['Digest realm="r", username="'],
  },
  { name: 'readStage', read: readStage, behind: ['/', '/device/', '/lang_'] },
  { name: 'readDialled', read: (text) => readDialled(text, ['112']), behind: ['', '*55*'] },
  { name: 'tidySignInCode', read: tidySignInCode },
  { name: 'form tokens', read: tokens.check },
  {
    name: 'createReplyReader',
    read: (text) => inPieces((chunk) => replies.push(chunk))(text),
    behind: ['', 'HTTP/1.1 200 OK\r\nServer: ', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  },
  { name: 'titleIn', read: titleIn },
  { name: 'textIn', read: textIn },
  { name: 'refreshIn', read: refreshIn, behind: ['', '<meta http-equiv=refresh content="'] },
  { name: 'iconIn', read: iconIn },
  { name: 'parseMenu', read: parseMenu },
  { name: 'parsePage', read: parsePage, behind: ['', '<model><object name="'] },
  { name: 'redactPage', read: redactPage, behind: ['', '<input name="', '{"password": "'] },
  { name: 'redactText of the log', read: redactLogText, behind: ['', 'password=', 'http://'] },
  { name: 'redactUrl', read: redactUrl, behind: ['', 'http://a?'] },
  { name: 'redactText', read: redactText, behind: ['', 'password=', 'http://'] },
  { name: 'redactedEvidence', read: (text) => redactedEvidence('http.cookie', text) },
  { name: 'ipNeighTable', read: ipNeighTable },
  { name: 'readPlanPage', read: (text) => readPlanPage(text), behind: ['', '| a | b |\n|---|---|\n| '] },
  { name: 'parseHardwareId', read: parseHardwareId },
  { name: 'parseIpei', read: parseIpei },
  { name: 'parseMac', read: parseMac },
  ...[
    'sip.user_agent',
    'http.server',
    'http.title',
    'snmp.sysdescr',
    'lldp.sysdesc',
    'x509.subject',
    'pnp.event',
  ].map((protocol) => ({
    name: `identifyBanner, ${protocol}`,
    read: (text: string) => identifyBanner({ protocol, banner: text }),
  })),
]
let framer = new StreamFramer()
let stream = createSipStream()
let replies = createReplyReader()

/** Repeated to the wanted length. */
const units = [
  ...[
    ' ',
    '\t',
    '"',
    "'",
    '<',
    '>',
    ';',
    '=',
    ',',
    ':',
    '/',
    '0',
    'a',
    'Z',
    '-',
    '.',
    '(',
    '[',
    '{',
    '%',
    '\\',
    '*',
  ],
  ...['\r\n', '\n ', '; ', ' =', '",', '\\"', 'a.', 'a-', '0 ', '%41', '="', "='", '<a ', '&a=', '|'],
  ...[
    '<title ',
    '<meta ',
    '<link ',
    'value="',
    ' name="',
    'password',
    'secret=',
    'token: ',
    'tag=',
    'Poly ',
    'VVX ',
  ],
]

describe.each(readers)('$name', { timeout: 120_000 }, ({ read, behind = [''] }) => {
  it.each(behind)('takes time by the length of a text behind %j', (start) => {
    const found = units.flatMap((unit) =>
      // the end makes patterns that want one fail and look for another way
      ['', '\u0001'].flatMap((end) => {
        const measured = superlinear(
          (text) => {
            framer = new StreamFramer()
            stream = createSipStream()
            replies = createReplyReader()
            return read(text)
          },
          (length) => start + unit.repeat(Math.ceil(length / unit.length)).slice(0, length) + end,
        )
        return measured === null ? [] : [`${JSON.stringify(unit)}: ${measured}`]
      }),
    )
    expect(found).toEqual([])
  })
})

it('the measure finds a pattern that is quadratic', () => {
  const quadratic = /<([^>]+)>/
  expect(
    superlinear(
      (text) => quadratic.test(text),
      (length) => '<'.repeat(length),
    ),
  ).not.toBeNull()
})
