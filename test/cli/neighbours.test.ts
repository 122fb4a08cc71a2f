/** `punchdown neighbours` as a script meets it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, rowsOf, startAgent } from '../switch/agent.ts'
import { phoneSwitch } from '../switch/phone-switch.ts'
import { punchdown } from './punchdown.ts'

const policy = '1.0.8802.1.1.2.1.5.4795.1.3.2.1'
const vlans = [50, 50, 50, 60]
const lines = [
  ...phoneSwitch(4),
  ...vlans.flatMap((vlan, i) => [
    `${policy}.2.100.${i + 1}.1.1|2|${vlan}`,
    `${policy}.5.100.${i + 1}.1.1|2|2`,
    `${policy}.6.100.${i + 1}.1.1|2|1`,
  ]),
  '1.3.6.1.2.1.17.1.4.1.2.2|2|2',
  '1.3.6.1.2.1.17.4.3.1.1.2.0.0.0.0.9|4x|020000000009',
  '1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.9|2|2',
]

describe('punchdown neighbours', () => {
  let open: Agent
  let locked: Agent
  beforeAll(async () => {
    open = await startAgent({ rows: rowsOf(lines) })
    locked = await startAgent({ rows: rowsOf(lines), community: 'let me in' })
  })
  afterAll(async () => {
    await open.stop()
    await locked.stop()
  })
  const on = (agent: Agent, ...more: string[]) => ['neighbours', `127.0.0.1:${agent.port}`, ...more]

  it('prints one neighbour per line, in the order of the ports', async () => {
    const { code, objects, stderr } = await punchdown(on(open, '--json'))
    expect(code).toBe(0)
    expect(objects.map(({ port, mac, seenBy }) => [port, mac, seenBy])).toEqual([
      ['ge1', '00:04:13:00:00:01', ['lldp']],
      ['ge2', '00:04:13:00:00:02', ['lldp']],
      ['ge2', '02:00:00:00:00:09', ['fdb']],
      ['ge3', '00:04:13:00:00:03', ['lldp']],
      ['ge4', '00:04:13:00:00:04', ['lldp']],
    ])
    expect(objects[0]).toMatchObject({
      switch: 'switch-1',
      switchAddress: '127.0.0.1',
      name: 'phone-1',
      phone: true,
      inventory: { model: 'D735' },
      voiceVlan: { vlan: 50, from: 'phone-policy' },
      otherVoiceVlan: null,
      raw: [],
    })
    expect(objects[4]).toMatchObject({
      otherVoiceVlan: { expected: 50, because: 'most-phones', share: { on: 3, of: 4 } },
    })
    expect(stderr).toContain('public')
  })

  it('prints phones only, and words for people', async () => {
    const { objects } = await punchdown(on(open, '--phones', '--json'))
    expect(objects.every(({ phone }) => phone === true)).toBe(true)
    const { stdout } = await punchdown(on(open, '--text'))
    expect(stdout).toMatch(/^switch-1 ge1 {2}00:04:13:00:00:01 .*D735.* voice VLAN 50/m)
  })

  it('reads the community from standard input', async () => {
    const given = await punchdown(on(locked, '--community-stdin', '--json'), { input: 'let me in\n' })
    expect([given.code, given.objects.length]).toEqual([0, 5])
    const v1 = await punchdown(on(locked, '--community-stdin', '--v1', '--json'), { input: 'let me in' })
    expect([v1.code, v1.objects.length]).toEqual([0, 5])
  })

  it.each([
    ['no switch', ['neighbours'], 2],
    ['two switches', ['neighbours', '192.0.2.1', '192.0.2.2'], 2],
    ['a subnet', ['neighbours', '192.0.2.0/24'], 2],
    [
      'a method that is none',
      ['neighbours', '192.0.2.1', '--v3', 'tech', '--auth', 'rot13', '--passwords-stdin'],
      2,
    ],
    [
      'privacy without authentication',
      ['neighbours', '192.0.2.1', '--v3', 'tech', '--privacy', 'aes', '--passwords-stdin'],
      2,
    ],
    ['no password', ['neighbours', '192.0.2.1', '--v3', 'tech', '--auth', 'sha', '--passwords-stdin'], 2],
    ['a community and a user', ['neighbours', '192.0.2.1', '--v3', 'tech', '--community-stdin'], 2],
    ['a method without a user', ['neighbours', '192.0.2.1', '--auth', 'sha'], 2],
    ['a community as an argument', ['neighbours', '192.0.2.1', '--community', 'secret'], 2],
    ['a question with nobody to answer it', ['neighbours', '192.0.2.1', '--ask-community'], 4],
    ['a name that nobody knows', ['neighbours', 'nobody.invalid'], 3],
  ])('%s is an exit code, with nothing on standard output', async (_, args, expected) => {
    const { code, stdout, stderr } = await punchdown(args, { input: '' })
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).not.toContain('secret')
  })

  it('reports a refusal with its code', async () => {
    const closed = await startAgent({ rows: [] })
    const port = await closed.stop()
    const gone = await punchdown(['neighbours', `127.0.0.1:${port}`])
    expect([gone.code, gone.stderr.includes('unreachable')]).toEqual([3, true])
    const silent = await punchdown(on(locked))
    expect([silent.code, silent.stderr.includes('snmp-no-answer')]).toEqual([3, true])
  })
})
