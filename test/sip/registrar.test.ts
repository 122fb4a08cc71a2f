/** The table of bindings alone: which contact of a device takes the place of which. */
import { describe, expect, it } from 'vitest'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { registeredContact } from '#electron/sip/registrar/contact.ts'
import { Registrar } from '#electron/sip/registrar/registrar.ts'

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

  it('the oldest of all gives way when the device has none', () => {
    const table = registrar()
    for (let host = 1; host <= 3; host++) {
      table.register(aor, register(`<sip:u@10.0.0.${host}>`, host), flow(`10.0.0.${host}`), 0)
    }
    // a refreshed binding is not the oldest
    table.register(aor, register('<sip:u@10.0.0.1>', 9), flow('10.0.0.1'), 1)
    const result = table.register(aor, register('<sip:u@10.0.0.4>', 4), flow('10.0.0.4'), 2)
    expect(result).toMatchObject({ status: 200, removed: [{ contact: 'sip:u@10.0.0.2' }] })
    expect(table.lookup(aor, 2).map(({ contact }) => contact)).toEqual([
      'sip:u@10.0.0.4',
      'sip:u@10.0.0.1',
      'sip:u@10.0.0.3',
    ])
  })

  it('is refused with more contacts in one request than the limit', () => {
    const contacts = [1, 2, 3, 4].map((host) => `<sip:u@10.0.0.${host}>`).join(', ')
    expect(registrar().register(aor, register(contacts, 1), flow('10.0.0.1'), 0)).toEqual({
      status: 403,
      reason: 'too-many-contacts',
    })
  })
})

describe('RFC 3261 §10.3', () => {
  const contactsOf = (table: Registrar, now = 0) => table.lookup(aor, now).map(({ contact }) => contact)

  it('item 7 compares contacts by §19.1.4', () => {
    const table = registrar()
    table.register(aor, register('<sip:u@Phone.test;transport=TCP>', 1), flow('10.0.0.1'), 0)
    table.register(aor, register('<sip:%75@phone.TEST;transport=tcp;ob>', 2), flow('10.0.0.1'), 0)
    expect(contactsOf(table)).toEqual(['sip:%75@phone.TEST;transport=tcp;ob'])
    table.register(aor, register('<sip:U@phone.test>', 3), flow('10.0.0.1'), 0)
    table.register(aor, register('<tel:+442079460101>', 4), flow('10.0.0.1'), 0)
    expect(contactsOf(table)).toHaveLength(3)
    table.register(aor, register('<tel:+442079460101>;expires=0', 5), flow('10.0.0.1'), 0)
    expect(contactsOf(table)).toHaveLength(2)
  })

  it('item 7 refuses a CSeq that is not higher within one Call-ID, and changes nothing', () => {
    const table = registrar()
    const again = register('<sip:u@10.0.0.1>', 7)
    table.register(aor, again, flow('10.0.0.1'), 0)
    expect(table.register(aor, again, flow('10.0.0.1'), 1)).toEqual({ status: 400, reason: 'cseq-order' })
    const two = register('<sip:u@10.0.0.2>, <sip:u@10.0.0.1>;expires=0', 7)
    expect(table.register(aor, two, flow('10.0.0.1'), 1)).toEqual({ status: 400, reason: 'cseq-order' })
    expect(contactsOf(table)).toEqual(['sip:u@10.0.0.1'])
  })

  it('item 7 answers a short lifetime with 423, cuts a long one, and takes 3600 for a malformed one', () => {
    const expiryOf = (text: string) => {
      const table = new Registrar({ least: 60, usual: 120, most: 7_200, mostContacts: 5 })
      const result = table.register(aor, register(`<sip:u@10.0.0.1>${text}`, 1), flow('10.0.0.1'), 0)
      return result.status === 200 ? (result.bindings[0]?.expiresAt ?? 0) / 1_000 : result
    }
    expect(expiryOf(';expires=59')).toEqual({ status: 423, minExpires: 60 })
    expect(expiryOf(';expires=60')).toBe(60)
    expect(expiryOf('')).toBe(120)
    expect(expiryOf(';expires=9999')).toBe(7_200)
    expect(expiryOf(`;expires=${'9'.repeat(60)}`)).toBe(7_200)
    expect(expiryOf(';expires=soon')).toBe(3_600)
    expect(expiryOf(';expires=0')).toBe(0)
  })

  it('§10.2.2 removes all bindings for `*`, alone and with Expires 0', () => {
    const table = registrar()
    table.register(aor, register('<sip:u@10.0.0.1>', 1), flow('10.0.0.1'), 0)
    const star = register('*', 2)
    expect(table.register(aor, star, flow('10.0.0.1'), 0)).toEqual({ status: 400, reason: 'star-contact' })
    star.headers.set('Expires', '0')
    star.headers.append('Contact', '<sip:u@10.0.0.2>')
    expect(table.register(aor, star, flow('10.0.0.1'), 0)).toEqual({ status: 400, reason: 'star-contact' })
    const late = register('*', 1)
    late.headers.set('Expires', '0')
    expect(table.register(aor, late, flow('10.0.0.1'), 0)).toEqual({ status: 400, reason: 'cseq-order' })
    star.headers.set('Contact', '*')
    expect(table.register(aor, star, flow('10.0.0.1'), 0)).toMatchObject({
      status: 200,
      bindings: [],
      removed: [{}],
    })
    expect(contactsOf(table)).toEqual([])
  })

  it('refuses a malformed Contact, and a URI with headers outside brackets (RFC 4475 §3.1.2.13)', () => {
    for (const contact of ['nonsense', 'sip:u@h?Route=%3Csip:h%3E', '<sip:u@h', '<sip:a@h>, "']) {
      expect(registrar().register(aor, register(contact, 1), flow('10.0.0.1'), 0)).toEqual({
        status: 400,
        reason: 'contact',
      })
    }
  })

  it('gives the bindings that are left, by preference and then the newest', () => {
    const table = registrar()
    const contacts = '<sip:a@h>;q=0.2;expires=100, <sip:b@h>;expires=50, <sip:c@h>;q=0.9;expires=100'
    table.register(aor, register(contacts, 1), flow('10.0.0.1'), 0)
    expect(contactsOf(table)).toEqual(['sip:b@h', 'sip:c@h', 'sip:a@h'])
    expect(contactsOf(table, 50_000)).toEqual(['sip:c@h', 'sip:a@h'])
    expect(table.all(99_999)).toHaveLength(2)
    expect(table.all(100_000)).toEqual([])
    expect(contactsOf(table, 100_000)).toEqual([])
  })

  it('item 8 lists each contact with the seconds that are left', () => {
    const table = registrar()
    const contact = '<sip:a@h>;q=0.25;reg-id=3;+sip.instance="<urn:uuid:1>";expires=100'
    const result = table.register(aor, register(contact, 1), flow('10.0.0.1'), 0)
    const listed =
      result.status === 200 ? result.bindings.map((binding) => registeredContact(binding, 30_400)) : []
    expect(listed).toEqual(['<sip:a@h>;expires=70;q=0.25;+sip.instance="<urn:uuid:1>";reg-id=3'])
  })
})

describe('RFC 5626 §6', () => {
  const outbound = (uri: string, regId: string) => `<${uri}>;+sip.instance="<urn:uuid:1>"${regId}`

  it('a flow is known by instance and reg-id, whatever its URI', () => {
    const table = registrar()
    const first = table.register(aor, register(outbound('sip:u@h;ob', ';reg-id=1'), 1), flow('10.0.0.1'), 0)
    expect(first).toMatchObject({ status: 200, outbound: true })
    table.register(aor, register(outbound('sip:u@h;ob', ';reg-id=2'), 2), flow('10.0.0.1', 7), 0)
    expect(table.lookup(aor, 0).map(({ regId }) => regId)).toEqual([2, 1])
    table.register(aor, register(outbound('sip:other@h', ';reg-id=1'), 3), flow('10.0.0.1'), 0)
    expect(table.lookup(aor, 0).map(({ contact, regId }) => `${contact} ${regId}`)).toEqual([
      'sip:other@h 1',
      'sip:u@h;ob 2',
    ])
  })

  it('one request registers one flow, and reg-id counts with an instance only', () => {
    const table = registrar()
    const two = `${outbound('sip:u@h', ';reg-id=1')}, <sip:v@h>`
    expect(table.register(aor, register(two, 1), flow('10.0.0.1'), 0)).toMatchObject({ status: 400 })
    const plain = table.register(aor, register('<sip:u@h>;reg-id=1', 2), flow('10.0.0.1'), 0)
    expect(plain).toMatchObject({ status: 200, outbound: false, bindings: [{ regId: null }] })
  })
})

describe('RFC 3327 and RFC 5627', () => {
  it('keeps the Path in order', () => {
    const request = register('<sip:u@h>', 1)
    request.headers.append('Path', '<sip:p1.test;lr>, <sip:p2.test;lr>')
    const result = registrar().register(aor, request, flow('10.0.0.1'), 0)
    expect(result).toMatchObject({ bindings: [{ path: ['<sip:p1.test;lr>', '<sip:p2.test;lr>'] }] })
  })

  it('tells a GRUU and a contact with the same user and host apart', () => {
    const table = registrar()
    table.register(aor, register('<sip:u@h;gr=a>', 1), flow('10.0.0.1'), 0)
    table.register(aor, register('<sip:u@h>', 2), flow('10.0.0.1'), 0)
    table.register(aor, register('<sip:u@h;gr=b>', 3), flow('10.0.0.1'), 0)
    expect(table.lookup(aor, 0)).toHaveLength(3)
  })
})
