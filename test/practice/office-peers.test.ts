/** The practice office with third-party programs: Net-SNMP walks its switches, sipsak sends OPTIONS to its phones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '#electron/practice/kit/snmp/mib.ts'
import { readOffice } from '#electron/practice/office/data.ts'
import { type OpenOffice, openOffice } from '#electron/practice/office/office.ts'
import { linesOf } from '#electron/practice/office/switch-tables.ts'
import { missing, run } from '#test/support/programs.ts'

const data = readOffice()
const base = { vendor: 'Poly', model: 'Rove B2', firmware: '8.0.3.0010', mac: '48:25:67:0A:1B:2C' }
let office: OpenOffice
beforeAll(async () => {
  const ports = { http: 18_080, https: 18_080, sip: 15_060, snmp: 10_161 }
  office = await openOffice({ address: '127.0.0.1', ports, base })
})
afterAll(async () => {
  await office?.[Symbol.asyncDispose]()
})

describe.skipIf(missing('snmpwalk') !== '')(`Net-SNMP${missing('snmpwalk')}`, () => {
  it.each([
    ['snmpwalk', '1'],
    ['snmpwalk', '2c'],
    ['snmpbulkwalk', '2c'],
  ])('%s with version %s walks every object of every switch once, in order', async (program, version) => {
    for (const each of data.switches) {
      const port = office.devices.find(({ id }) => id === each.id)?.ports.snmp
      const walked = await run(program, [
        ...['-v', version, '-c', 'public', '-On', '-Oe', `127.0.0.1:${port}`, '.1'],
      ])
      const seen = [...walked.output.matchAll(/^\.([\d.]+) = (?!No more)/gm)].map(([, oid]) => oid)
      const should = rowsOf(linesOf(each, data, { base: { ...base, maker: 'Polycom' } }))
      expect(seen).toEqual(should.map(({ oid }) => oid.join('.')))
    }
  })

  it('gets no answer with another community', async () => {
    const port = office.devices[0]?.ports.snmp
    const args = ['-v', '2c', '-c', 'private', '-r', '0', '-t', '0.2', `127.0.0.1:${port}`, '.1']
    expect((await run('snmpwalk', args)).output).toBe('')
  })
})

describe.skipIf(missing('sipsak') !== '')(`sipsak${missing('sipsak')}`, () => {
  it('gets the name of every phone', async () => {
    const phones = data.devices.filter(({ sip }) => sip !== null)
    expect(phones.length).toBeGreaterThan(50)
    for (const { id, sip } of phones) {
      const port = office.devices.find((each) => each.id === id)?.ports.sip
      const { output, code } = await run('sipsak', ['-vv', '-s', `sip:office@127.0.0.1:${port}`])
      expect(code).toBe(0)
      expect(output).toContain(`${sip?.header}: ${sip?.value}`)
    }
  })
})
