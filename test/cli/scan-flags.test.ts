/** The flags of `punchdown scan`. */
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { punchdown } from './punchdown.ts'

describe('scan', () => {
  it.each([
    ['a /19 without --wide', ['10.0.0.0/19'], 2],
    ['a /15 even with --wide', ['10.0.0.0/15', '--wide'], 2],
    ['what is kept out and is no target', ['127.0.0.1', '--exclude', 'x/y'], 2],
    ['everything kept out', ['127.0.0.1', '--exclude', '127.0.0.0/8'], 3],
  ])('of %s sends nothing: exit code %#', async (_what, args, exit) => {
    const { code, stdout } = await punchdown(['scan', ...args])
    expect([code, stdout]).toEqual([exit, ''])
  })

  it('accepts ranges, rows of ports, exclusions and --gentle', async () => {
    await using practice = await startPractice()
    const { httpPort, sipPort, snmpPort } = practice
    const ports = `http=${httpPort},https=${httpPort},sip=${sipPort},snmp=${snmpPort}`
    const span = await punchdown([
      'scan',
      '127.0.0.1-2',
      '--exclude',
      '127.0.0.2',
      '--ports',
      ports,
      '--gentle',
    ])
    expect(span.objects).toMatchObject([{ address: '127.0.0.1', model: 'Rove B2', firmware: '8.0.3.0010' }])
    expect(span.stderr).toContain('1 address')
    const row = await punchdown(['scan', `127.0.0.1:${httpPort}-${httpPort}`, '--ports', ports])
    expect(row.objects).toMatchObject([{ address: '127.0.0.1', vendor: 'Poly' }])
  })

  it('--changed stores the results, and prints devices that still answer', async () => {
    using folder = temporaryFolder()
    await using practice = await startPractice()
    const { httpPort, sipPort, snmpPort } = practice
    const ports = `http=${httpPort},https=${httpPort},sip=${sipPort},snmp=${snmpPort}`
    const env = { PUNCHDOWN_DATA: folder.path }
    const args = ['scan', '127.0.0.1', '--changed', '--ports', ports]
    const first = await punchdown(args, { env })
    const second = await punchdown(args, { env })
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.objects).toHaveLength(1)
    expect(second.objects).toEqual(first.objects)
  })
})
