/** Valid and malformed messages of our own. A number in a name is the section of RFC 4475 that the message follows. */

const head = (start: string, ...lines: string[]): string => `${[start, ...lines].join('\r\n')}\r\n\r\n`

const needed = [
  'Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bKk4t9',
  'From: <sip:lobby@practice.test>;tag=a31',
  'To: <sip:desk@practice.test>',
  'Call-ID: 71f0@192.0.2.7',
]

/** A request with the needed headers, of which `changes` replaces some by name and adds others. */
export function request(
  method: string,
  uri = 'sip:desk@practice.test',
  changes: readonly string[] = [],
): string {
  const nameOf = (line: string) => line.slice(0, line.indexOf(':')).trim().toLowerCase()
  const replaced = new Set(changes.map(nameOf))
  const kept = [...needed, `CSeq: 8 ${method}`].filter((line) => !replaced.has(nameOf(line)))
  return head(`${method} ${uri} SIP/2.0`, ...kept, ...changes)
}

export interface Valid {
  readonly name: string
  readonly text: string
  readonly method?: string
  readonly status?: number
}

export const valid: readonly Valid[] = [
  {
    name: 'white space, folds and compact forms wherever they may stand (3.1.1.1)',
    text: head(
      'INVITE sip:desk@practice.test;unknownparam SIP/2.0',
      'TO :\t <sip:desk@practice.test>  ;   tag   = x7',
      'from   : "Lobby \\"1st\\"" <sip:lobby@practice.test>',
      '   ;',
      '\ttag = a31',
      'MaX-fOrWaRdS: 0068',
      'i: 71f0@192.0.2.7',
      'cseq: 0009  ',
      '  INVITE',
      'v:  SIP  / 2.0  / TCP   192.0.2.7 ;',
      '  branch =   z9hG4bKk4t9',
      'S:',
      'NewField: value',
      'm:"a , b" <sip:lobby@192.0.2.7;transport=tcp> , <sip:lobby@192.0.2.8>',
      'l: 0',
    ),
    method: 'INVITE',
  },
  { name: 'an unusual method name (3.1.1.2)', text: request("!k~%.*_+`'-x"), method: "!k~%.*_+`'-x" },
  {
    name: 'an escaped user part (3.1.1.3)',
    text: request('OPTIONS', 'sip:l%6Fbby%23@practice.test'),
    method: 'OPTIONS',
  },
  {
    name: 'an escaped NUL in a URI (3.1.1.4)',
    text: request('REGISTER', 'sip:null-%00-null@practice.test'),
    method: 'REGISTER',
  },
  {
    name: 'long values (3.1.1.7)',
    text: request('OPTIONS', 'sip:desk@practice.test', [`Subject: ${'long '.repeat(2_000)}`]),
    method: 'OPTIONS',
  },
  {
    name: 'octets behind the body of a datagram (3.1.1.8)',
    text: `${request('REGISTER', 'sip:practice.test', ['Content-Length: 0'])}INVITE sip:x SIP/2.0\r\n\r\n`,
    method: 'REGISTER',
  },
  {
    name: 'a semicolon in the user part (3.1.1.9)',
    text: request('OPTIONS', 'sip:user;par=u%40example.net@practice.test'),
    method: 'OPTIONS',
  },
  {
    name: 'a response without a reason (3.1.1.13)',
    text: head('SIP/2.0 100 ', ...needed, 'CSeq: 8 INVITE'),
    status: 100,
  },
  {
    name: 'a reason outside ASCII (3.1.1.12)',
    text: head('SIP/2.0 200 = 2**3 * 5**2 но сто', ...needed, 'CSeq: 8 INVITE'),
    status: 200,
  },
  {
    name: 'a line that is no header is left out (8.2.2 of RFC 3261)',
    text: request('OPTIONS', 'sip:x@practice.test', ['this is no header', '(odd): 1']),
    method: 'OPTIONS',
  },
  { name: 'line feeds alone', text: request('OPTIONS').replaceAll('\r\n', '\n'), method: 'OPTIONS' },
  {
    name: 'header names that every object has',
    text: request('OPTIONS', 'sip:x@practice.test', [
      'constructor: 1',
      '__proto__: 2',
      'toString: 3',
      'hasOwnProperty: 4',
    ]),
    method: 'OPTIONS',
  },
]

export interface Invalid {
  readonly name: string
  readonly text: string
  readonly reason: string
  /** Null: nothing that an answer needs can be read. */
  readonly answered: 400 | 501 | 505 | 513 | null
}

export const invalid: readonly Invalid[] = [
  {
    name: 'separators without parts in Via (3.1.2.1)',
    text: request('OPTIONS', 'sip:x@practice.test', ['Via: SIP/2.0/UDP 192.0.2.7:5061;;,;,,']),
    reason: 'via',
    answered: 400,
  },
  {
    name: 'an unclosed quote in To (3.1.2.6)',
    text: request('OPTIONS', 'sip:x@practice.test', ['To: "Desk <sip:desk@practice.test>']),
    reason: 'to',
    answered: 400,
  },
  {
    name: 'a From without a scheme',
    text: request('OPTIONS', 'sip:x@practice.test', ['From: lobby;tag=1']),
    reason: 'from',
    answered: 400,
  },
  {
    name: 'a hop count above 255',
    text: request('OPTIONS', 'sip:x@practice.test', ['Max-Forwards: 300']),
    reason: 'max-forwards',
    answered: 400,
  },
  {
    name: 'two hop counts (3.3.8)',
    text: request('OPTIONS', 'sip:x@practice.test', ['Max-Forwards: 70', 'Max-Forwards: 5']),
    reason: 'max-forwards-twice',
    answered: 400,
  },
  {
    name: 'headers in the request URI (3.1.2.11)',
    text: request('INVITE', 'sip:x@practice.test?Route=%3Csip:h%3E'),
    reason: 'start-line',
    answered: 400,
  },
  {
    name: 'a method that is not known and another in CSeq (3.1.2.18)',
    text: request('NEWMETHOD', 'sip:x@practice.test', ['CSeq: 8 INVITE']),
    reason: 'cseq-method',
    answered: 501,
  },
  {
    name: 'a body shorter than Content-Length (3.1.2.2)',
    text: request('REGISTER', 'sip:practice.test', ['Content-Length: 9999']),
    reason: 'body-short',
    answered: 400,
  },
  {
    name: 'a negative Content-Length (3.1.2.3)',
    text: request('INVITE', 'sip:x@practice.test', ['Content-Length: -999']),
    reason: 'content-length',
    answered: 400,
  },
  {
    name: 'two different lengths (3.3.9)',
    text: request('OPTIONS', 'sip:x@practice.test', ['Content-Length: 0', 'l: 5']),
    reason: 'content-length-twice',
    answered: 400,
  },
  {
    name: 'a CSeq above 2^31 (3.1.2.4)',
    text: request('REGISTER', 'sip:practice.test', ['CSeq: 36893488147419103232 REGISTER']),
    reason: 'cseq',
    answered: 400,
  },
  {
    name: 'a request URI inside angle brackets (3.1.2.7)',
    text: request('INVITE', '<sip:x@practice.test>'),
    reason: 'start-line',
    answered: 400,
  },
  {
    name: 'white space inside the request URI (3.1.2.8)',
    text: request('INVITE', 'sip:x@practice.test; lr'),
    reason: 'start-line',
    answered: 400,
  },
  {
    name: 'several blanks in the request line (3.1.2.9)',
    text: request('INVITE').replace(' sip:', '  sip:'),
    reason: 'start-line',
    answered: 400,
  },
  {
    name: 'a blank behind the request line (3.1.2.10)',
    text: request('OPTIONS').replace('SIP/2.0\r', 'SIP/2.0  \r'),
    reason: 'start-line',
    answered: 400,
  },
  {
    name: 'another version (3.1.2.16)',
    text: request('OPTIONS').replace('SIP/2.0\r', 'SIP/7.0\r'),
    reason: 'version',
    answered: 505,
  },
  {
    name: 'methods that differ in the request line and CSeq (3.1.2.17)',
    text: request('OPTIONS', 'sip:x@practice.test', ['CSeq: 8 INVITE']),
    reason: 'cseq-method',
    answered: 400,
  },
  {
    name: 'too many headers',
    text: request(
      'OPTIONS',
      'sip:x@practice.test',
      Array.from({ length: 300 }, () => 'X: y'),
    ),
    reason: 'too-many-headers',
    answered: 513,
  },
  {
    name: 'two From lines',
    text: request('OPTIONS', 'sip:x@practice.test', ['From: <sip:a@h>;tag=1', 'f: <sip:b@h>;tag=2']),
    reason: 'from-twice',
    answered: 400,
  },
  {
    name: 'no Call-ID (3.3.1)',
    text: request('OPTIONS').replace(/Call-ID[^\n]*\n/, ''),
    reason: 'call-id-missing',
    answered: 400,
  },
  {
    name: 'no Via',
    text: request('OPTIONS').replace(/Via[^\n]*\n/, ''),
    reason: 'via-missing',
    answered: null,
  },
  {
    name: 'a response with a number that is no status (3.1.2.19)',
    text: head('SIP/2.0 4294967301 better not', ...needed, 'CSeq: 8 INVITE'),
    reason: 'start-line',
    answered: null,
  },
  {
    name: 'an ACK that is malformed',
    text: request('ACK', 'sip:x@practice.test', ['CSeq: 8 INVITE']),
    reason: 'cseq-method',
    answered: null,
  },
  { name: 'no SIP at all', text: 'hello there, gateway\r\n\r\n', reason: 'start-line', answered: null },
]
