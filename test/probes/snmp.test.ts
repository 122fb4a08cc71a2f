/** The SNMP probe against Debian's snmpd. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { snmpProbe } from '#electron/probes/snmp.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { freeUdpPort, lines, look, serving } from './peers.ts'

/** snmpd with a configuration of its own and nothing of the machine's. */
async function snmpd(folder: string, configuration: readonly string[]) {
  const port = await freeUdpPort()
  const file = join(folder, 'snmpd.conf')
  writeFileSync(file, [`[snmp] persistentDir ${folder}`, ...configuration, ''].join('\n'))
  const args = ['-f', '-Lo', '-C', '-c', file, '-p', join(folder, 'pid'), `udp:127.0.0.1:${port}`]
  const agent = await serving('snmpd', args, { says: /NET-SNMP version/ }, folder)
  return { port, [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose]() }
}

const system = [
  'sysDescr Product: MP-118 FXS;SW Version: 6.60A.309.001',
  'sysObjectID 1.3.6.1.4.1.5003.8.1.1.56',
  'sysName adapter-1',
]

describe.skipIf(!isHere('snmpd'))(`snmpd${missing('snmpd')}`, () => {
  it('tells the system group and the first address', async () => {
    using folder = temporaryFolder()
    const address = 'override -rw 1.3.6.1.2.1.2.2.1.6.2 octet_str "0x00908f492878"'
    await using agent = await snmpd(folder.path, ['rocommunity public', ...system, address])
    const sightings = await look(snmpProbe, agent.port)
    expect(lines(sightings).slice(0, 3)).toEqual([
      'snmp.sysdescr Product: MP-118 FXS;SW Version: 6.60A.309.001',
      'snmp.sysobjectid 1.3.6.1.4.1.5003.8.1.1.56',
      'snmp.sysname adapter-1',
    ])
    expect(sightings[0]?.context).toEqual({ sysObjectID: '1.3.6.1.4.1.5003.8.1.1.56' })
    expect(lines(sightings).slice(3)).toEqual(['snmp.ifphysaddress 00:90:8f:49:28:78'])
  })

  it('tells what it has when it shows only a part', async () => {
    using folder = temporaryFolder()
    const shown = 'rocommunity public default 1.3.6.1.2.1.1.5'
    await using agent = await snmpd(folder.path, [shown, ...system])
    expect(lines(await look(snmpProbe, agent.port))).toEqual(['snmp.sysname adapter-1'])
  })

  it('is silent to another community than its own', async () => {
    using folder = temporaryFolder()
    await using agent = await snmpd(folder.path, ['rocommunity secret', ...system])
    expect(await look(snmpProbe, agent.port, { timeoutMs: 300 })).toEqual([])
  })
})
