/** Frames of lldpd in a network namespace, captured live by tcpdump and dumpcap, and laptops that cannot capture. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type CaptureProgram, captureLive, capturePrograms } from '#electron/probes/lldp/live.ts'
import { sightingsOf } from '#electron/probes/lldp/sightings.ts'
import type { DiscoveryFrame } from '#electron/protocols/lldp/frame.ts'
import { senderOf } from '#electron/protocols/lldp/frame-sender.ts'
import { parsePacket } from '#electron/protocols/lldp/parse.ts'
import { isHere, missing, run } from '../../support/programs.ts'
import { type Cable, haveNamespaces, layCable, withoutRoot } from './namespaces.ts'

const folder = mkdtempSync(join(tmpdir(), 'punchdown-live-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the capture program inside a namespace. */
function inNamespace(cable: Cable, name: string): CaptureProgram {
  const program = capturePrograms.find((each) => each.command === name)
  if (program === undefined) throw new Error(`no ${name}`)
  return {
    name,
    command: 'ip',
    args: (interfaceName) => cable.inside(cable.laptop, name, program.args(interfaceName))[1],
  }
}

/** Reads frames until the wanted one. */
async function hear(
  cable: Cable,
  program: string,
  wanted: (frame: DiscoveryFrame) => boolean,
  whenListening: () => Promise<void>,
  /** Signal of the test, which fires at its timeout. */
  outOfTime: AbortSignal,
): Promise<DiscoveryFrame> {
  const cancel = new AbortController()
  let speaking: Promise<void> | null = null
  const packets = captureLive({
    interfaceName: 'eth0',
    signal: AbortSignal.any([cancel.signal, outOfTime]),
    programs: [inNamespace(cable, program)],
    onStarted: () => {
      speaking = whenListening()
      speaking.catch(() => cancel.abort())
    },
  })
  for await (const packet of packets) {
    const outcome = parsePacket(packet)
    expect(outcome.outcome).toBe('frame')
    if (outcome.outcome !== 'frame' || !wanted(outcome.frame)) continue
    await speaking
    return outcome.frame
  }
  await speaking
  throw new Error('the capture ended')
}

const phone = '00:04:13:00:d7:35'
const inventory = {
  hardware: '1.0',
  firmware: '10.1.159.12',
  software: '10.1.159.12',
  serial: 'SN0004130D735',
  manufacturer: 'Snom',
  model: 'D735',
  asset: 'ASSET-1',
}
const lines = [
  'configure system hostname phone1',
  'configure system description "Snom D735 10.1.159.12"',
  'configure system capabilities enabled telephone,bridge',
  'configure lldp tx-interval 1',
  'configure lldp portidsubtype macaddress',
  'configure med fast-start enable',
  'configure med policy application voice tagged vlan 50 priority voice dscp 46',
  'configure med policy application voice-signaling tagged vlan 50 priority critical dscp 24',
  'configure med power pd source pse priority high value 6300',
  'configure med location address country DE city Berlin street "Karl-Liebknecht-Straße" number 42',
  'configure med location elin 12025550100',
  'configure med location coordinate latitude 48.85667N longitude 2.2014E altitude 117.47 m datum WGS84',
  'configure dot3 power pd supported enabled powerpairs signal class class-3 type 2 source pse priority low requested 10000 allocated 15000',
  'configure lldp custom-tlv oui 33,44,55 subtype 44 oui-info 45,46,47',
  ...Object.entries({ ...inventory, 'hardware-revision': inventory.hardware })
    .filter(([name]) => name !== 'hardware')
    .map(([name, value]) => {
      const named: Record<string, string> = {
        firmware: 'firmware-revision',
        software: 'software-revision',
        serial: 'serial-number',
      }
      return `configure inventory ${named[name] ?? name} "${value}"`
    }),
]

const here = haveNamespaces && isHere('lldpd') && isHere('tcpdump')
describe.skipIf(!here)(`real lldpd${withoutRoot}${missing('lldpd')}${missing('tcpdump')}`, () => {
  it('gives inventory, policies, power and location, and sightings for the identity', async ({ signal }) => {
    await using cable = await layCable(phone)
    await cable.run(cable.phone, 'ip', ['addr', 'add', '198.18.51.11/24', 'dev', 'eth0'])
    const speak = () => cable.lldpd(cable.phone, ['-M', '3', '-m', '198.18.51.11'], lines)
    const frame = await hear(
      cable,
      'tcpdump',
      ({ protocol, tlvs }) =>
        protocol === 'lldp' && tlvs.some((each) => each.tlv === 'inventory' && each.text === inventory.asset),
      speak,
      signal,
    )
    const neighbour = senderOf(frame)
    expect(neighbour).toMatchObject({
      source: phone,
      chassis: phone,
      chassisSubtype: 'mac-address',
      port: phone,
      portSubtype: 'mac-address',
      name: 'phone1',
      description: 'Snom D735 10.1.159.12',
      capabilities: expect.arrayContaining(['bridge', 'telephone']),
      managementAddresses: ['198.18.51.11'],
      medClass: 'endpoint-class-3',
      inventory,
      voice: { application: 'voice', unknown: false, tagged: true, vlan: 50, priority: 5, dscp: 46 },
      power: {
        from: '802.3',
        role: 'pd',
        powerClass: 3,
        source: 'pse',
        priority: 'low',
        requestedW: 10,
        allocatedW: 15,
      },
      problems: [],
    })
    expect(neighbour.policies).toHaveLength(2)
    expect(frame.tlvs).toContainEqual(
      expect.objectContaining({ tlv: 'organisational', oui: '33-44-55', subtype: 44, hex: '454647' }),
    )
    expect(frame.tlvs).toContainEqual(
      expect.objectContaining({ tlv: 'med-power', role: 'pd', source: 'pse', priority: 'high', watts: 6.3 }),
    )
    const places = new Map(neighbour.locations.map((place) => [place.format, place]))
    expect(places.get('civic')).toMatchObject({
      country: 'DE',
      elements: expect.arrayContaining([
        { caType: 3, name: 'city', value: 'Berlin' },
        { caType: 6, name: 'street', value: 'Karl-Liebknecht-Straße' },
        { caType: 19, name: 'house number', value: '42' },
      ]),
    })
    expect(places.get('elin')).toEqual({ format: 'elin', number: '12025550100' })
    const coordinates = places.get('coordinates')
    expect(coordinates).toMatchObject({ altitudeType: 'metres', datum: 'wgs84' })
    if (coordinates?.format === 'coordinates') {
      expect(coordinates.latitude).toBeCloseTo(48.85667, 3)
      expect(coordinates.longitude).toBeCloseTo(2.2014, 3)
      expect(coordinates.altitude).toBeCloseTo(117.47, 1)
    }
    expect(sightingsOf(frame, 7)).toEqual([
      { address: '198.18.51.11', port: null, at: 7, protocol: 'lldp.sysdesc', raw: 'Snom D735 10.1.159.12' },
      { address: '198.18.51.11', port: null, at: 7, protocol: 'lldp.sysname', raw: 'phone1' },
      {
        address: '198.18.51.11',
        port: null,
        at: 7,
        protocol: 'lldp.med_inventory',
        raw: 'hardware=1.0; firmware=10.1.159.12; software=10.1.159.12; serial=SN0004130D735; manufacturer=Snom; model=D735; asset=ASSET-1',
      },
    ])
  })

  it.skipIf(!isHere('dumpcap'))(`is captured by dumpcap${missing('dumpcap')}`, async ({ signal }) => {
    await using cable = await layCable(phone)
    const frame = await hear(
      cable,
      'dumpcap',
      ({ protocol }) => protocol === 'lldp',
      () =>
        cable.lldpd(cable.phone, [], ['configure lldp tx-interval 1', 'configure system hostname phone2']),
      signal,
    )
    expect(senderOf(frame)).toMatchObject({ source: phone, problems: [] })
  })

  it.for([
    ['-cc', 1],
    ['-ccccc', 2],
  ] as const)('speaks CDP with %s', async ([flag, version], { signal }) => {
    await using cable = await layCable(phone)
    const frame = await hear(
      cable,
      'tcpdump',
      (each) =>
        each.protocol === 'cdp' &&
        each.version === version &&
        each.tlvs.some((tlv) => tlv.tlv === 'platform' && tlv.text === 'Snom D735'),
      () =>
        cable.lldpd(
          cable.phone,
          [flag, '-m', '198.18.51.12'],
          [
            'configure lldp tx-interval 1',
            'configure system hostname phone1',
            'configure system description "Snom D735"',
            'configure system platform "Snom D735"',
          ],
        ),
      signal,
    )
    expect(senderOf(frame)).toMatchObject({
      protocol: 'cdp',
      source: phone,
      chassis: 'phone1',
      port: 'eth0',
      platform: 'Snom D735',
      problems: [],
    })
  })

  it('stops the capture program on cancel, before and after the first frame', async ({ signal }) => {
    await using cable = await layCable(phone)
    const listening = async () => (await run('ip', ['netns', 'pids', cable.laptop])).output.trim()
    for (const when of ['listening', 'heard']) {
      const cancel = new AbortController()
      const packets = captureLive({
        interfaceName: 'eth0',
        signal: AbortSignal.any([cancel.signal, signal]),
        programs: [inNamespace(cable, 'tcpdump')],
        onStarted: () => {
          if (when === 'listening') cancel.abort()
        },
      })
      if (when === 'heard') await cable.lldpd(cable.phone, [], ['configure lldp tx-interval 1'])
      let heard = 0
      for await (const _ of packets) {
        heard++
        cancel.abort()
      }
      expect(heard).toBe(when === 'heard' ? 1 : 0)
      expect(await listening()).toBe('')
    }
  })

  it('reports an unknown interface, and one that was removed', async ({ signal }) => {
    await using cable = await layCable(phone)
    const listen = async (interfaceName: string, onStarted: () => void) => {
      const programs = [inNamespace(cable, 'tcpdump')]
      const packets = captureLive({
        interfaceName,
        signal,
        programs,
        onStarted,
      })
      for await (const _ of packets) throw new Error('a packet')
    }
    await expect(listen('eth9', () => {})).rejects.toMatchObject({ code: 'interface-unknown' })
    let removed: Promise<string> | null = null
    const gone = listen('eth0', () => {
      removed = cable.run(cable.laptop, 'ip', ['link', 'del', 'eth0'])
    })
    await expect(gone).rejects.toMatchObject({ code: 'capture-stopped' })
    await removed
  })
})

describe('a laptop that cannot capture', () => {
  const listen = async (programs: readonly CaptureProgram[], interfaceName = 'eth0') => {
    for await (const _ of captureLive({ interfaceName, signal: new AbortController().signal, programs })) {
      throw new Error('a packet')
    }
  }
  let made = 0
  /** A program that prints a text on standard error and exits. */
  function saying(words: string, output = ''): CaptureProgram {
    const command = join(folder, `program-${++made}`)
    writeFileSync(command, `#!/bin/sh\nprintf '%s' "$OUTPUT"\nprintf '%s\\n' "$WORDS" >&2\nexit 1\n`)
    chmodSync(command, 0o755)
    return {
      name: 'tcpdump',
      command: '/usr/bin/env',
      args: () => [`WORDS=${words}`, `OUTPUT=${output}`, command],
    }
  }
  const absent: CaptureProgram = { name: 'tcpdump', command: join(folder, 'absent'), args: () => [] }

  it('has no capture program', async () => {
    await expect(listen([absent, { ...absent, name: 'dumpcap' }])).rejects.toMatchObject({
      code: 'capture-program-missing',
      facts: { programs: 'tcpdump, dumpcap' },
    })
  })

  it('cannot run the capture program', async () => {
    const command = join(folder, 'not-allowed')
    writeFileSync(command, '#!/bin/sh\n')
    chmodSync(command, 0o644)
    await expect(listen([{ name: 'dumpcap', command, args: () => [] }, absent])).rejects.toMatchObject({
      code: 'capture-not-allowed',
      facts: { interface: 'eth0', programs: 'dumpcap' },
    })
  })

  it.each([
    [
      "tcpdump: eth0: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)",
      'capture-not-allowed',
    ],
    ['dumpcap: You do not have permission to capture on device "eth0".', 'capture-not-allowed'],
    ['tcpdump: en7: No such device exists\n(BIOCSETIF failed: Device not configured)', 'interface-unknown'],
    ['dumpcap: There is no device named "eth9".\n(No such device exists)', 'interface-unknown'],
    ['tcpdump: eth0: That device is not up', 'capture-stopped'],
  ])('reports %j', async (words, code) => {
    await expect(listen([saying(words)])).rejects.toMatchObject({ code })
  })

  it('uses the second program when the first one may not capture', async () => {
    const refused = saying('socket: Operation not permitted')
    await expect(listen([refused, saying('eth0: That device is not up')])).rejects.toMatchObject({
      code: 'capture-stopped',
      facts: { said: 'eth0: That device is not up' },
    })
  })

  it('rejects output that is not a capture', async () => {
    await expect(listen([saying('', 'this is no pcap')])).rejects.toMatchObject({
      code: 'capture-malformed',
      facts: { kind: 'not-a-capture' },
    })
  })

  it('rejects an interface name that looks like an option', async () => {
    for (const name of ['', '-Z', '--version']) {
      await expect(listen([absent], name)).rejects.toMatchObject({ code: 'bad-input' })
    }
  })

  it('starts no program once cancelled', async () => {
    const signal = AbortSignal.abort()
    const packets = captureLive({ interfaceName: 'eth0', signal, programs: [absent] })
    expect(await packets.next()).toEqual({ done: true, value: undefined })
  })
})
