/**
 * Messages of our own with the properties of RFC 4475 sections of which no recorded message is at hand. Names are those of the RFC.
 */
import { request } from './samples.ts'

const message = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`

const long = (word: string, times: number): string => Array.from({ length: times }, () => word).join('-')

const sdp = [
  'v=0',
  'o=lobby 1 1 IN IP4 192.0.2.7',
  's=-',
  'c=IN IP4 192.0.2.7',
  't=0 0',
  'm=audio 49217 RTP/AVP 0',
  '',
].join('\r\n')

const withBody = (method: string, changes: readonly string[], body: string): string =>
  request(method, undefined, [...changes, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`]) + body

/** Octet text: each character is one octet. */
export const ownTortureMessages: Readonly<Record<string, string>> = {
  wsinv: message(
    'INVITE sip:desk@practice.test;unknownparam SIP/2.0',
    'TO :',
    ' sip:desk@practice.test ;   tag    = 19181833n',
    'from   : "Lobby \\\\\\""       <sip:lobby@practice.test>',
    '  ;',
    '  tag = 98asjd8',
    'MaX-fOrWaRdS: 0068',
    'Call-ID: wsinv.ndaksdj@192.0.2.1',
    'Content-Length   : 0',
    'cseq: 0009',
    '  INVITE',
    'Via  : SIP  /   2.0',
    ' /UDP',
    '    192.0.2.2;branch=390skdjuw',
    's :',
    'NewFangledHeader:   newfangled value',
    ' continued newfangled value',
    'UnknownHeaderWithUnusualValue: ;;,,;;,;',
    'Route:',
    ' <sip:services.practice.test;lr;unknownwith=value;unknown-no-value>',
    'v:  SIP  / 2.0  / TCP     spindle.practice.test   ;',
    '  branch  =   z9hG4bK9ikj8  ,',
    ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
    ' z9hG4bK30239',
    'm:"Quoted string \\"\\"" <sip:lobby@practice.test> ; newparam =',
    '      newvalue ;',
    '  secondparam ; q = 0.33',
  ),
  esc01: request('INVITE', 'sip:sips%3Auser%40example.com@practice.test', [
    'To: sip:%75se%72@practice.test',
    'From: <sip:I%20have%20spaces@practice.test>;tag=938',
  ]),
  escnull: request('REGISTER', 'sip:practice.test', [
    'To: sip:null-%00-null@practice.test',
    'From: sip:null-%00-null@practice.test;tag=839923423',
    'Contact: <sip:%00@host5.practice.test>',
    'Contact: <sip:%00%00@host5.practice.test>',
  ]),
  lwsdisp: request('OPTIONS', undefined, ['From: lobby<sip:lobby@practice.test>;tag=323']),
  longreq: request('INVITE', undefined, [
    `To: "${long('amazing', 40)}" <sip:user@practice.test?unknown=${long('x', 200)}>`,
    `From: sip:${long('long', 100)}@practice.test;tag=1${long('2', 200)};unknownheaderparam=${long('n', 100)}`,
    `Call-ID: longreq.one${long('really', 40)}longcallid`,
    `Unknown-${long('Long', 60)}-Name: ${long('unknown', 100)}`,
    ...Array.from(
      { length: 34 },
      (_, index) => `Via: SIP/2.0/TCP sip${index}.practice.test;branch=z9hG4bK${index}`,
    ),
    `Contact: <sip:${long('amazing', 30)}@host5.practice.test>`,
  ]),
  semiuri: request('OPTIONS', 'sip:user;par=u%40example.net@practice.test'),
  mpart01: withBody(
    'MESSAGE',
    ['Content-Type: multipart/mixed;boundary=7a9cbec02ceef655'],
    `--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\n\r\n\u0000\u0001\u00ff\r\n--7a9cbec02ceef655--\r\n`,
  ),
  clerr: request('INVITE', undefined, ['Content-Type: application/sdp', 'Content-Length: 9999']) + sdp,
  ncl: request('INVITE', undefined, ['Content-Type: application/sdp', 'Content-Length: -999']) + sdp,
  scalarlg: message(
    'SIP/2.0 503 Service Unavailable',
    'Via: SIP/2.0/TCP host129.practice.test;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129',
    'To: <sip:user@practice.test>',
    'From: <sip:other@practice.test>;tag=2easdjfejw',
    'CSeq: 9292394834772304023312 OPTIONS',
    'Call-ID: scalarlg.noase0of0234hn2qofoaf0232aewf2394r',
    'Retry-After: 949302838503028349304023988',
    'Warning: 1812 overture "In Progress"',
    'Content-Length: 0',
  ),
  lwsstart: request('INVITE').replace(' sip:', '  sip:').replace(' SIP/2.0\r', '  SIP/2.0\r'),
  trws: request('OPTIONS').replace(' SIP/2.0\r', ' SIP/2.0  \r'),
  baddn: request('OPTIONS', undefined, ['From: Bell, Alexander <sip:a.g.bell@practice.test>;tag=43']),
  badvers: request('OPTIONS').replace(' SIP/2.0\r', ' SIP/7.0\r'),
  mismatch01: request('OPTIONS', undefined, ['CSeq: 8 INVITE']),
  badbranch: request('OPTIONS', undefined, ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK']),
  insuf: message(
    'INVITE sip:user@practice.test SIP/2.0',
    'CSeq: 193942 INVITE',
    'Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf',
    'Content-Length: 0',
  ),
  novelsc: request('OPTIONS', 'soap.beep://192.0.2.103:3002'),
  unksm2: request('REGISTER', 'sip:practice.test', [
    'To: isbn:2983792873',
    'From: <http://www.practice.test>;tag=3234233',
    'Contact: <name:John_Smith>',
  ]),
  bext01: request('OPTIONS', undefined, [
    'Require: nothingSupportsThis, nothingSupportsThisEither',
    'Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis',
  ]),
  regaut01: request('REGISTER', 'sip:practice.test', [
    'Authorization: NoOneKnowsThisScheme opaque-data=here',
  ]),
  cparam02: request('REGISTER', 'sip:practice.test', [
    'Contact: <sip:+19725552222@gw1.practice.test;unknownparam>',
  ]),
  regescrt: request('REGISTER', 'sip:practice.test', [
    'Contact: <sip:user@practice.test?Route=%3Csip:sip.practice.test%3E>',
  ]),
  inv2543: message(
    'INVITE sip:UserB@practice.test SIP/2.0',
    'Via: SIP/2.0/UDP iftgw.practice.test',
    'From: <sip:+13035551111@ift.client.practice.test;user=phone>',
    'Record-Route: <sip:UserB@practice.test;maddr=ss1.practice.test>',
    'To: sip:+16505552222@ss1.practice.test;user=phone',
    'Call-ID: inv2543.1717@ift.client.practice.test',
    'CSeq: 56 INVITE',
    'Content-Type: application/sdp',
  ).concat(sdp),
}
