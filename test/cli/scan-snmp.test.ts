/** A scan that was told how to ask SNMP agents, against Debian's snmpd. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { daemon } from '#test/support/daemon.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, freeUdpPort } from '../probes/peers.ts'
import { punchdown } from './punchdown.ts'

async function adapter(folder: string) {
  const port = await freeUdpPort()
  const file = join(folder, 'snmpd.conf')
  const lines = [
    `[snmp] persistentDir ${folder}`,
    'rocommunity letmein',
    'createUser tech SHA password1 AES password2',
    'rouser tech priv',
    'sysDescr Product: MP-118 FXS;SW Version: 6.60A.309.001',
    'sysObjectID 1.3.6.1.4.1.5003.8.1.1.56',
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const args = ['-f', '-Lo', '-C', '-c', file, '-p', join(folder, 'pid'), `udp:127.0.0.1:${port}`]
  const agent = await daemon('snmpd', args, /NET-SNMP version/, folder)
  const closed = await closedPort()
  const ports = `http=${closed},https=${closed},sip=${closed},snmp=${port}`
  return {
    scan: ['scan', '127.0.0.1', '--ports', ports, '--json'],
    [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
  }
}
const found = { vendor: 'AudioCodes', model: 'MP-118 FXS', firmware: '6.60A.309.001' }

describe.skipIf(!isHere('snmpd'))(`a scan, asking snmpd${missing('snmpd')}`, () => {
  it.each<[string, string[], string]>([
    ['with a community', ['--community-stdin'], 'letmein\n'],
    ['with a community, over SNMPv1', ['--v1', '--community-stdin'], 'letmein\n'],
    [
      'as a user',
      ['--v3', 'tech', '--auth', 'sha', '--privacy', 'aes', '--passwords-stdin'],
      'password1\npassword2\n',
    ],
  ])('%s names the device', async (_what, options, input) => {
    using folder = temporaryFolder()
    await using agent = await adapter(folder.path)
    const { code, objects, stderr } = await punchdown([...agent.scan, ...options], { input })
    expect([code, objects.length], stderr).toEqual([0, 1])
    expect(objects[0]).toMatchObject(found)
  })

  it.each<[string, string[], string]>([
    ['publicly', [], ''],
    ['with another community', ['--community-stdin'], 'wrong\n'],
    ['with a wrong password', ['--v3', 'tech', '--auth', 'sha', '--passwords-stdin'], 'wrongwrong\n'],
  ])('%s finds a device without a name, and prints no secret', async (_what, options, input) => {
    using folder = temporaryFolder()
    await using agent = await adapter(folder.path)
    const { code, objects, stdout, stderr } = await punchdown([...agent.scan, ...options], { input })
    expect([code, objects.length], stderr).toEqual([0, 1])
    expect(objects[0]).toMatchObject({ model: null, firmware: null })
    expect(stdout + stderr).not.toMatch(/wrong/)
  })

  it.each([
    ['a cipher without a user', ['--privacy', 'aes']],
    ['a user and a community', ['--v3', 'tech', '--community-stdin']],
    ['a method that is none', ['--v3', 'tech', '--auth', 'rot13', '--passwords-stdin']],
  ])('%s is not understood', async (_what, options) => {
    const { code, stdout } = await punchdown(['scan', '127.0.0.1', ...options], { input: 'x\n' })
    expect([code, stdout]).toEqual([2, ''])
  })
})
