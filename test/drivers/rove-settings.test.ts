/** The Rove's settings: which are planned, trusted and held, and which pages lead anywhere. */

import { describe, expect, it } from 'vitest'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import { polyRove } from '#electron/drivers/poly-rove/driver.ts'
import { parseMenu } from '#electron/drivers/poly-rove/menu-parser.ts'
import { parsePage } from '#electron/drivers/poly-rove/page-parser.ts'
import { holds } from '#electron/drivers/poly-rove/pages.ts'
import { handsetsOn, parameterFor, wantedForFirmware } from '#electron/drivers/poly-rove/settings.ts'
import { startPractice } from '#test/support/practice.ts'
import fc from '#test/support/property.ts'
import { converse } from './conversation.ts'
import { fakeKit } from './fake-kit.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

interface Row {
  readonly name: string
  readonly factory: string
  readonly current: string | null
}
const parameter = ({ name, factory, current }: Row): string =>
  `<parameter name="${escaped(name)}" access="readWrite"><syntax><string/></syntax><value hash="5104bca1" type="input" default="${escaped(factory)}"${current === null ? '' : ` current="${escaped(current)}"`}/></parameter>`
const pageOf = (group: string, rows: readonly Row[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<model reboot_req="false">\n<object name="${escaped(group)}">${rows.map(parameter).join('\n')}</object></model>`

const parsed = (xml: string) => {
  const page = parsePage(xml)
  if (page === null) throw new Error('no page')
  return page
}

describe('a page of the base', () => {
  it('cut short anywhere is none', () => {
    const whole = pageOf('ITSP Provisioning', [{ name: 'Method', factory: 'System Start', current: null }])
    const torn = fc.nat(whole.length - 1).map((length) => whole.slice(0, length))
    fc.assert(
      fc.property(torn, (text) => {
        expect(parsePage(text)).toBeNull()
      }),
    )
  })

  it('that defines entities of its own makes nothing larger', () => {
    const lines = Array.from(
      { length: 12 },
      (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
    )
    const bomb = `<?xml version="1.0"?><!DOCTYPE model [<!ENTITY e0 "boom">${lines.join('')}]>${pageOf('G', [{ name: 'A', factory: '', current: null }]).replace('default=""', 'default="&e12;"')}`
    const page = parsePage(bomb)
    expect(page === null || (page.parameters[0]?.factory.length ?? 0) < 10_000).toBe(true)
  })
})

describe('the menu', () => {
  it('leads nowhere but to pages of this device', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (file) => {
        for (const found of parseMenu(`<a onclick="e('${file}')">Syslog</a>`).values()) {
          expect(new URL(`/./${found}`, 'http://192.0.2.1/').host).toBe('192.0.2.1')
          expect(found).toMatch(/^[\x21-\x7e]+$/)
        }
      }),
    )
    expect(parseMenu(`<a onclick="e('a b.xml')">Syslog</a><a onclick="e('x\r\ny')">Syslog</a>`).size).toBe(0)
  })
})

describe('an edit', () => {
  it('is held by a value that was set or is the default, the word default only while the box is ticked', () => {
    const [ticked, set] = parsed(
      pageOf('G', [
        { name: 'A', factory: 'x', current: null },
        { name: 'B', factory: 'x', current: 'y' },
      ]),
    ).parameters
    if (ticked === undefined || set === undefined) throw new Error('no rows')
    expect([holds(ticked, 'x'), holds(ticked, 'default'), holds(ticked, 'y')]).toEqual([true, true, false])
    expect([holds(set, 'y'), holds(set, 'default'), holds(set, 'x')]).toEqual([true, false, false])
  })
})

describe('the handset table', () => {
  const rows = (slot: number, fields: Readonly<Record<string, string>>): Row[] =>
    Object.entries(fields).map(([field, current]) => ({
      name: `Handset${slot}${field}`,
      factory: '',
      current,
    }))

  it("is read with the D230's names: free slots are passed over", () => {
    const page = pageOf('Handsets', [
      ...rows(10, { IPEI: '033A0BFD71', Status: 'Idle RSSI=216', Type: 'CAT-iq 2.0', FWVersion: '1.09' }),
      ...rows(1, { IPEI: '', Status: '' }),
      ...rows(2, { IPEI: '14103 0790026 0', ExtensionStatus: 'Not Registered', Extension: 'a@b.test' }),
    ])
    expect(handsetsOn(parsed(page)).handsets).toEqual([
      {
        slot: 2,
        ipei: '03717C0E0A',
        ipeiPrinted: '14103 0790026 0',
        hardwareId: '0003717C0E0A',
        model: null,
        firmware: null,
        state: '',
        identity: 'a@b.test',
        registration: 'not-registered',
      },
      {
        slot: 10,
        ipei: '033A0BFD71',
        ipeiPrinted: '13216 0785777 7',
        hardwareId: '00033A0BFD71',
        model: 'CAT-iq 2.0',
        firmware: '1.09',
        state: 'Idle RSSI=216',
        identity: null,
        registration: 'not-known',
      },
    ])
  })
})

describe('settings on a page', () => {
  it('a field with BaseFw in its name that nobody can write is not planned', () => {
    const page = parsed(
      pageOf('Firmware', [
        { name: 'HandsetBaseFw', factory: '', current: null },
        { name: 'FwBranch_40', factory: '', current: null },
        { name: 'RunningBaseFw', factory: '', current: '8003' },
      ]).replace('name="RunningBaseFw" access="readWrite"', 'name="RunningBaseFw" access="readOnly"'),
    )
    expect(
      wantedForFirmware('8.0.5.0002', page)
        .filter(({ group }) => group === 'Firmware')
        .map(({ label, value: wanted }) => [label, wanted]),
    ).toEqual([
      ['HandsetBaseFw', '8005'],
      ['FwBranch_40', '0002'],
    ])
  })

  it('a known name under another key is found and not trusted', () => {
    const page = parsed(pageOf('ITSP Provisioning', [{ name: 'Method', factory: '', current: null }]))
    const name = 'X_DeviceManagement.ITSPProvisioning.Method'
    const wanted = { id: 'itsp.method', group: 'ITSP Provisioning', label: 'Method', name }
    expect(parameterFor(page, wanted).trusted).toBe(false)
    expect(parameterFor(page, { ...wanted, name: null }).trusted).toBe(true)
  })
})

it('puts settings back to their defaults on the practice base, and finds them so the second time', async () => {
  await using practice = await startPractice()
  const peer = {
    httpPort: practice.httpPort,
    ports: { http: 1, https: 1, sip: 1, snmp: 1 },
    pace: 0,
    user: 'admin',
    password: 'admin',
    misbehave: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
  await using talk = await converse(polyRove, peer)
  const { edits } = await talk.provisioning.plan('http://127.0.0.1:9/x.cfg')
  await talk.provisioning.apply(edits)
  const back = edits.map((edit) => ({ ...edit, after: 'default' }))
  const first = await talk.provisioning.apply(back)
  expect(first.results.map(({ result, found }) => [result, found])).toEqual(
    edits.map(({ before }) => ['set', before]),
  )
  const second = await talk.provisioning.apply(back)
  expect(second.results.map(({ result }) => result)).toEqual(edits.map(() => 'unchanged'))
})

describe('a base that is busy', () => {
  const menu = `<a onclick="e('DM_S_.xml')">Auto Provisioning</a>`
  const kit = (answer: (request: WebRequest) => number) =>
    fakeKit((request) => ({ status: answer(request), body: menu }))

  it('says so', async () => {
    await using session = await polyRove.connect(kit(({ path }) => (path === '/menu.htm' ? 200 : 503)))
    await expect(session.read()).rejects.toMatchObject({ code: 'device-busy' })
  })

  it('is told to restart once, and a refusal is said', async () => {
    const refusing = kit(({ path }) => (path === '/menu.htm' ? 200 : 404))
    await using session = await polyRove.connect(refusing)
    await expect(session.actions.restart?.()).rejects.toMatchObject({ code: 'unexpected-page' })
    expect(refusing.asked.slice(1)).toMatchObject([
      { path: '/rebootgetconfig.htm', idempotent: false, dropIsSuccess: true },
    ])
  })
})
