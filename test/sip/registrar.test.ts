/** The table of bindings alone: which contact of a device takes the place of which. */
import { describe, expect, it } from 'vitest'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { Registrar } from '#electron/sip/registrar.ts'

const aor = 'u@onboarding.test'
const flow = (address: string, port = 5060) => ({ transport: 'udp' as const, address, port })

function register(contact: string, cseq: number, userAgent = 'Phone/1') {
  const lines = [
    'REGISTER sip:onboarding.test SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1',
    `From: <sip:${aor}>;tag=1`,
    `To: <sip:${aor}>`,
    `Call-ID: call-${cseq}`,
    `CSeq: ${cseq} REGISTER`,
    `User-Agent: ${userAgent}`,
    `Contact: ${contact}`,
    'Content-Length: 0',
  ]
  const read = readMessage(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
  if (!read.ok || read.message.kind !== 'request') throw new Error('no request')
  return read.message
}

const registrar = () => new Registrar({ least: 10, usual: 3600, most: 3600, mostContacts: 3 })

describe('a device that restarts with a new contact', () => {
  it('replaces the binding of its instance and keeps those of others', () => {
    const table = registrar()
    const contact = (port: number, instance: string, regId = '') =>
      `<sip:u@10.0.0.5:${port}>;+sip.instance="<urn:uuid:${instance}>"${regId}`
    table.register(aor, register(contact(1, 'other'), 1), flow('10.0.0.9'), 0)
    for (let port = 2; port < 20; port++) {
      const result = table.register(aor, register(contact(port, 'mine'), port), flow('10.0.0.5'), 0)
      expect(result.status).toBe(200)
    }
    expect(table.lookup(aor, 0).map((binding) => binding.contact)).toEqual([
      'sip:u@10.0.0.5:19',
      'sip:u@10.0.0.5:1',
    ])
    // two flows of one instance are two bindings
    table.register(aor, register(contact(30, 'mine', ';reg-id=2'), 30), flow('10.0.0.5'), 0)
    expect(table.lookup(aor, 0)).toHaveLength(3)
  })

  it('without an instance replaces its own oldest one when there are too many', () => {
    const table = registrar()
    table.register(aor, register('<sip:u@10.0.0.9>', 1, 'Other/1'), flow('10.0.0.9'), 0)
    for (let port = 2; port < 20; port++) {
      const result = table.register(aor, register(`<sip:u@10.0.0.5:${port}>`, port), flow('10.0.0.5'), 0)
      expect(result.status).toBe(200)
    }
    expect(table.lookup(aor, 0).map((binding) => binding.contact)).toEqual([
      'sip:u@10.0.0.5:19',
      'sip:u@10.0.0.5:18',
      'sip:u@10.0.0.9',
    ])
  })

  it('from an address that has no binding is refused when there are too many', () => {
    const table = registrar()
    for (let host = 1; host <= 3; host++) {
      table.register(aor, register(`<sip:u@10.0.0.${host}>`, host), flow(`10.0.0.${host}`), 0)
    }
    const result = table.register(aor, register('<sip:u@10.0.0.4>', 4), flow('10.0.0.4'), 0)
    expect(result).toMatchObject({ status: 403, reason: 'too-many-contacts' })
    expect(table.lookup(aor, 0)).toHaveLength(3)
  })
})
