/** Messages per second of the parser and the serializer of the SIP stack. */

import { responseTo } from '#electron/sip/agent/response.ts'
import { serialize } from '#electron/sip/message/message.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { throughput } from './figures.ts'

const asked = 300_000

const register = Buffer.from(
  [
    'REGISTER sip:onboarding.test SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bK2af1c9d4;rport',
    'Max-Forwards: 70',
    'From: "Reception" <sip:+442079460101@onboarding.test>;tag=4f1c22d0',
    'To: "Reception" <sip:+442079460101@onboarding.test>',
    'Call-ID: 6f2a1c44d0b3@192.0.2.44',
    'CSeq: 4711 REGISTER',
    'User-Agent: Yealink SIP-T46U 108.86.0.75',
    'Contact: <sip:+442079460101@192.0.2.44:5060;transport=udp>;expires=3600;+sip.instance="<urn:uuid:00000000-0000-1000-8000-001565a0b1c2>"',
    'Authorization: Digest username="u1", realm="onboarding.test", nonce="abcdefghijklmnop", uri="sip:onboarding.test", response="6629fae49393a05397450978507c4ef1", algorithm=MD5, cnonce="0a4f113b", qop=auth, nc=00000001',
    'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE, PRACK',
    'Supported: path, outbound',
    'Expires: 3600',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n'),
)
const options = Buffer.from(
  [
    'OPTIONS sip:192.0.2.1 SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bK2af1c9d4',
    'From: <sip:a@192.0.2.44>;tag=4f1c22d0',
    'To: <sip:192.0.2.1>',
    'Call-ID: 6f2a1c44d0b3',
    'CSeq: 1 OPTIONS',
    '',
    '',
  ].join('\r\n'),
)

const read = readMessage(register)
if (!read.ok || read.message.kind !== 'request') throw new Error('the sample is malformed')
const request = read.message
throughput(`REGISTER of ${register.length} octets, read`, [register], readMessage, asked)
throughput(`OPTIONS of ${options.length} octets, read`, [options], readMessage, asked)
throughput('responses, built and serialized', [request], (each) => serialize(responseTo(each, 200)), asked)
