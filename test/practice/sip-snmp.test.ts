/** SIP and SNMP of the base, with sipp and Debian's snmpget. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import { openWeb, until, updatedTo } from './bench.ts'

const scenario = (name: string) => join(import.meta.dirname, 'sipp', `${name}.xml`)

describe.skipIf(!isHere('sipp'))(`sipp${missing('sipp')}`, () => {
  it.each([
    ['udp', 'u1'],
    ['tcp', 't1'],
  ])('sends OPTIONS over %s', async (_name, transport) => {
    await using practice = await startPractice()
    using folder = temporaryFolder()
    const { code, output } = await run(
      'sipp',
      [
        ...['-sf', scenario('options'), '-t', transport, '-m', '3', '-l', '1', '-timeout', '10'],
        ...['-nostdin', '-i', '127.0.0.1', `127.0.0.1:${practice.sipPort}`],
      ],
      folder.path,
    )
    expect(code, output).toBe(0)
  })
})

describe.skipIf(!isHere('snmpget'))(`snmpget${missing('snmpget')}`, () => {
  const snmpget = (port: number, ...oids: string[]) =>
    run('snmpget', ['-v2c', '-c', 'public', '-On', '-t', '2', '-r', '1', `127.0.0.1:${port}`, ...oids])

  it('reads sysDescr, sysName and ifPhysAddress; facts without a source are absent', async () => {
    await using practice = await startPractice()
    const known = await snmpget(
      practice.snmpPort,
      '.1.3.6.1.2.1.1.1.0',
      '.1.3.6.1.2.1.1.5.0',
      '.1.3.6.1.2.1.2.2.1.6.1',
    )
    expect(known.output).toContain('"Poly Rove B2 8.0.3.0010"')
    expect(known.output).toContain('"Rove B2"')
    expect(known.output).toMatch(/Hex-STRING: 48 25 67/)
    const objectId = await snmpget(practice.snmpPort, '.1.3.6.1.2.1.1.2.0')
    expect(objectId.output).toMatch(/No Such/)
  })

  it('another community is not answered', async () => {
    await using practice = await startPractice()
    const target = `127.0.0.1:${practice.snmpPort}`
    const { code } = await run('snmpget', [
      ...['-v2c', '-c', 'private', '-t', '0.5', '-r', '0', target, '.1.3.6.1.2.1.1.1.0'],
    ])
    expect(code).not.toBe(0)
  })

  it('reports the new firmware after an update', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await web.submit(updatedTo('8005', '0002'))
    await until(practice.site, (device) => device.firmware === '8.0.5.0002')
    await expect
      .poll(async () => (await snmpget(practice.snmpPort, '.1.3.6.1.2.1.1.1.0')).output)
      .toContain('8.0.5.0002')
  })
})
