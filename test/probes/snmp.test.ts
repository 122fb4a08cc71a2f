/** The SNMP probe against Debian's snmpd. */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { snmpProbe } from '#electron/probes/snmp.ts'
import { accessOf } from '#electron/probes/switch/access.ts'
import { engineFacts, engineIdIn } from '#electron/protocols/snmp/engine-id.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { SnmpAccess } from '#shared/model/snmp.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'
import { closedPort, freeUdpPort, lines, look, peer, serving } from './peers.ts'

/** snmpd with its own configuration, without that of the machine. */
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
  it('reports the system group and the first MAC address', async () => {
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
    expect(lines(sightings).slice(3)).toEqual(['snmp.ifphysaddress 00:90:8F:49:28:78'])
  })

  it('reports the visible part of the system group', async () => {
    using folder = temporaryFolder()
    const shown = 'rocommunity public default 1.3.6.1.2.1.1.5'
    await using agent = await snmpd(folder.path, [shown, ...system])
    expect(lines(await look(snmpProbe, agent.port))).toEqual(['snmp.sysname adapter-1'])
  })

  const users = [
    ['createUser tech SHA password1 AES password2', 'rouser tech priv'],
    ['createUser reader MD5 password1', 'rouser reader auth'],
  ].flat()
  const tech: SnmpAccess = {
    version: '3',
    user: 'tech',
    auth: { protocol: 'sha', password: 'password1' },
    privacy: { protocol: 'aes', password: 'password2' },
    context: '',
  }
  const refusal = (sightings: readonly Sighting[]) =>
    lines(sightings).filter((line) => !/engineid/.test(line))

  it('with another community is found by its engine id', async () => {
    using folder = temporaryFolder()
    const engine = ['engineIDType 3', 'engineIDNic lo', 'exactEngineID 0x8000138b0300908f492878']
    await using agent = await snmpd(folder.path, ['rocommunity secret', ...engine, ...system])
    const seen = await look(snmpProbe, agent.port, { timeoutMs: 300 })
    expect(lines(seen)).toEqual([
      'snmp.refused snmp-community-refused',
      'snmp.engineid 8000138b0300908f492878',
    ])
    expect(seen[1]?.context).toEqual({ enterprise: '5003', mac: '00:90:8F:49:28:78' })
    expect(identify(seen)).toMatchObject({ mac: '00:90:8F:49:28:78', vendor: 'AudioCodes', model: null })
  })

  it.each<[string, SnmpAccess, string[]]>([
    ['its own community', { version: '2c', community: 'secret' }, ['snmp.sysname adapter-1']],
    ['its own community, over SNMPv1', { version: '1', community: 'secret' }, ['snmp.sysname adapter-1']],
    ['a user that it knows', tech, ['snmp.sysname adapter-1']],
    ['another community', { version: '2c', community: 'wrong' }, ['snmp.refused snmp-community-refused']],
    [
      'another community, over SNMPv1',
      { version: '1', community: 'wrong' },
      ['snmp.refused snmp-community-refused'],
    ],
    ['a user that it does not know', { ...tech, user: 'nobody' }, ['snmp.refused snmp-user-unknown']],
    [
      'a wrong password',
      { ...tech, auth: { protocol: 'sha', password: 'wrongwrong' } },
      ['snmp.refused snmp-auth-refused'],
    ],
    [
      'a wrong key',
      { ...tech, privacy: { protocol: 'aes', password: 'wrongwrong' } },
      ['snmp.refused snmp-privacy-refused'],
    ],
    ['too low a level', { ...tech, privacy: null }, ['snmp.refused snmp-level-refused']],
  ])('asked with %s', async (_what, given, seen) => {
    using folder = temporaryFolder()
    await using agent = await snmpd(folder.path, ['rocommunity secret', ...users, ...system])
    const sightings = await look(snmpProbe, agent.port, { timeoutMs: 400, snmp: accessOf(given) })
    expect(refusal(sightings)).toEqual(expect.arrayContaining(seen))
    expect(JSON.stringify(sightings)).not.toMatch(/wrong|password/)
  })

  it('with only SNMPv1 is asked over it, whether it refuses or drops the other versions', async () => {
    using folder = temporaryFolder()
    const onlyV1 = ['com2sec local default public', 'group old v1 local', 'view all included .1']
    const access = 'access old "" any noauth exact all none none'
    await using agent = await snmpd(folder.path, [...onlyV1, access, ...system])
    const expected = ['snmp.sysname adapter-1', 'snmp.sysobjectid 1.3.6.1.4.1.5003.8.1.1.56']
    expect(lines(await look(snmpProbe, agent.port, { timeoutMs: 500 }))).toEqual(
      expect.arrayContaining(expected),
    )
    await using relay = await relayTo(agent.port, (request) => request[4] === 0)
    expect(lines(await look(snmpProbe, relay.port, { timeoutMs: 500 }))).toEqual(
      expect.arrayContaining(expected),
    )
  })
})

describe.skipIf(!isHere('snmpd'))(`an answer of snmpd${missing('snmpd')}`, () => {
  it.each([
    ['another port', '127.0.0.1'],
    ['another address', '127.0.0.2'],
  ])('from %s is ignored', async (_what, address) => {
    using folder = temporaryFolder()
    await using agent = await snmpd(folder.path, ['rocommunity public', ...system])
    const elsewhere = createSocket('udp4')
    elsewhere.bind(0, address)
    await once(elsewhere, 'listening')
    let answers = 0
    await using relay = await relayTo(
      agent.port,
      () => true,
      (reply, to) => elsewhere.send(reply, to.port, to.address, () => answers++),
    )
    expect(await look(snmpProbe, relay.port, { timeoutMs: 100 })).toEqual([])
    expect(answers).toBeGreaterThan(0)
    elsewhere.close()
  })
})

describe('a closed port', () => {
  it('ends the probe at once', async () => {
    const port = await closedPort()
    // longer than the timeout of a test
    expect(await look(snmpProbe, port, { timeoutMs: 600_000 })).toEqual([])
  })
})

/** Forwards selected requests and every answer. */
async function relayTo(
  port: number,
  likes: (request: Buffer) => boolean,
  back?: (reply: Buffer, to: RemoteInfo) => void,
) {
  const away = createSocket('udp4')
  away.bind(0, '127.0.0.1')
  await once(away, 'listening')
  let answer: (reply: Buffer) => void = () => undefined
  away.on('message', (reply) => answer(reply))
  const relay = await peer(
    () => undefined,
    (bytes, from, send) => {
      if (!likes(bytes)) return
      answer = back === undefined ? send : (reply) => back(reply, from)
      away.send(bytes, port, '127.0.0.1')
    },
  )
  return {
    port: relay.port,
    async [Symbol.asyncDispose]() {
      away.close()
      await relay[Symbol.asyncDispose]()
    },
  }
}

describe('the id of an engine', () => {
  it.each([
    ['8000138b0300908f492878', 5003, '00:90:8F:49:28:78'],
    ['80001f8880e9bd0c1d12667a5100000000', 8072, null],
    ['8000000001c0a80114', null, null],
    // before RFC 3411: twelve octets, the highest bit clear
    ['000000090300a0b0c0d0e0f0', 9, null],
    ['8000', null, null],
  ])('%s', (engineId, enterprise, mac) => {
    expect(engineFacts(engineId)).toEqual({ enterprise, mac })
  })

  it('is read only from a report', () => {
    // version 3, header, security parameters with the engine, boots, time and no user; then the scoped PDU
    const header = '301102040400a1c3020300ffe3040100020103'
    const security = '041e301c040b8000138b0300908f4928780201010202012c040004000400'
    const rest = `020103${header}${security}3000`
    const whole = Buffer.from(`30${(rest.length / 2).toString(16)}${rest}`, 'hex')
    expect(engineIdIn(whole)).toBe('8000138b0300908f492878')
    for (let at = 0; at < whole.length; at++) expect(engineIdIn(whole.subarray(0, at))).toBe(null)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(60), (octets, at) => {
        engineIdIn(Buffer.from(octets))
        const damaged = Buffer.concat([whole.subarray(0, at), octets])
        const read = engineIdIn(damaged)
        if (read !== null) engineFacts(read)
      }),
    )
  })
})
