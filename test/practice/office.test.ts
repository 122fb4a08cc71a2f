/** The practice office and the real discovery: every device is identified as described and found on its switch port. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Core, createCore } from '#electron/app/core.ts'
import { Secret } from '#electron/platform/secret.ts'
import { answerOf } from '#electron/practice/kit/snmp/agent.ts'
import { rowsOf } from '#electron/practice/kit/snmp/mib.ts'
import { readOffice } from '#electron/practice/office/data.ts'
import { openOffice } from '#electron/practice/office/office.ts'
import { sipAnswerTo } from '#electron/practice/office/sip.ts'
import catalogue from '#resources/catalogue/sip-gateway-2025-02-28.json' with { type: 'json' }
import { type PracticeOfficeDevice, practiceOfficeDeviceSchema } from '#shared/model/host.ts'
import type { JobChange, JobDevice } from '#shared/model/job.ts'
import { isVoiceDevice } from '#shared/model/neighbour.ts'
import { createPlacements } from '#shared/model/placement.ts'
import { voiceVlanFindings } from '#shared/model/voice-vlan.ts'
import fc from '#test/support/property.ts'

const described = readOffice()

async function practiceCore(office: boolean): Promise<Core> {
  return createCore({
    dataFolder: ':memory:',
    capabilities: [],
    practicePace: 0,
    practicePorts: { http: 0, sip: 0, snmp: 0 },
    practiceOffice: office,
  })
}

async function contents(core: Core, jobId: string): Promise<JobChange> {
  for await (const change of core.services.jobs.watch(jobId, new AbortController().signal)) return change
  throw new Error('no job')
}

async function scan(core: Core, jobId: string): Promise<void> {
  const { targets, ports } = core.services.practice.status()
  for await (const event of core.services.scans.scan(jobId, { targets, ports }, undefined)) {
    if (event.kind === 'failed') throw new Error(event.problem.code)
  }
}

const bare = (text: string | null): string => (text ?? '').toLowerCase().replaceAll(/[^a-z0-9]/g, '')
const silentAbout = (id: string): readonly string[] =>
  [...described.devices, ...described.switches].find((each) => each.id === id)?.silentAbout ?? []

/** Expected and found facts of a device; a found model may have more than the name in the catalogue. */
function told(office: PracticeOfficeDevice, device: JobDevice | undefined) {
  const silent = silentAbout(office.id)
  const { vendor, model, firmware, mac, kind } = device?.identity ?? {}
  const named = bare(model ?? null).includes(bare(office.model)) ? office.model : (model ?? null)
  return {
    should: {
      id: office.id,
      vendor: office.vendor,
      model: silent.includes('model') ? null : office.model,
      firmware: silent.includes('firmware') ? null : office.firmware,
      mac: office.mac,
      kind: silent.includes('kind') ? null : office.kind,
    },
    has: { id: office.id, vendor, model: named, firmware, mac, kind },
  }
}

describe('the practice office', () => {
  let core: Core
  let jobId = ''
  let office: PracticeOfficeDevice[] = []
  let devices: readonly JobDevice[] = []
  const deviceOf = (id: string): JobDevice | undefined => {
    const ports = office.find((each) => each.id === id)?.ports
    return devices.find((each) => each.ports.http === ports?.http)
  }

  beforeAll(async () => {
    core = await practiceCore(true)
    jobId = (await core.services.jobLifecycle.openPractice()).id
    office = core.services.practice.office()
    await scan(core, jobId)
    devices = (await contents(core, jobId)).devices.upserted
  }, 30_000)
  afterAll(async () => {
    await core?.[Symbol.asyncDispose]()
  })

  it('has three switches, sixty devices of all vendors of the catalogue, and decoys', () => {
    expect(z.array(practiceOfficeDeviceSchema).parse(office)).toEqual(office)
    expect(core.services.practice.status()).toMatchObject({ officeDevices: office.length, running: true })
    expect(core.services.practice.status().devices[0]?.switch).toEqual({
      ...{ id: 'switch-first-floor', port: 'Gi1/0/1' },
    })
    const count = (test: (each: PracticeOfficeDevice) => boolean) => office.filter(test).length
    expect(count(({ kind }) => kind === 'switch')).toBeGreaterThanOrEqual(3)
    expect(count(({ kind, decoy }) => kind !== 'switch' && !decoy)).toBeGreaterThanOrEqual(60)
    expect(count(({ decoy }) => decoy)).toBeGreaterThanOrEqual(5)
    const vendors = new Set(office.filter(({ decoy }) => !decoy).map(({ vendor }) => vendor))
    expect(catalogue.vendors.map(({ name }) => name).filter((name) => !vendors.has(name))).toEqual([])
    expect(new Set(office.map(({ id }) => id)).size).toBe(office.length)
    expect(new Set(office.map(({ mac }) => mac)).size).toBe(office.length)
    expect(office.filter(({ switch: at }) => at !== null).map(({ switch: at }) => at?.id ?? '')).toEqual(
      expect.arrayContaining(described.switches.map(({ id }) => id)),
    )
  })

  it('is found completely by one scan, each device identified as described', () => {
    expect(devices).toHaveLength(office.length + 1)
    const table = office.map((each) => told(each, deviceOf(each.id)))
    expect(table.map(({ has }) => has)).toEqual(table.map(({ should }) => should))
  })

  it('has two phones with firmware below the minimum, one that is not listed, and no decoy identified as a phone', () => {
    const answers = office.map(({ id }) => ({ id, answer: deviceOf(id)?.verdict.answer }))
    const those = (answer: string) => answers.filter((each) => each.answer === answer).map(({ id }) => id)
    expect(those('below-minimum').toSorted()).toEqual(['outdated-poly', 'outdated-yealink'])
    const listed = office.filter(({ decoy, kind }) => !decoy && kind !== 'switch')
    expect(those('not-listed').filter((id) => listed.some((each) => each.id === id))).toEqual(['unlisted'])
    expect(those('cannot-compare')).toEqual([])
    const decoys = office.filter(({ decoy }) => decoy)
    expect(decoys.map(({ id }) => deviceOf(id)?.identity.kind)).toEqual(decoys.map(() => 'other'))
    expect(decoys.filter(({ id }) => deviceOf(id)?.driver !== null)).toEqual([])
    const unchecked = office.filter(({ decoy, kind }) => decoy || kind === 'switch').map(({ id }) => id)
    expect(those('not-applicable').toSorted()).toEqual(unchecked.toSorted())
  })

  it('takes a sign-in with the printed account at every whole device that has a driver, and refuses another', async () => {
    const whole = core.services.practice.status().devices
    expect(whole.length).toBeGreaterThan(10)
    const driven = whole.flatMap(({ ports, user, password }) => {
      const device = devices.find((each) => each.ports.http === ports.http)
      return device === undefined || device.driver === null ? [] : [{ deviceId: device.id, user, password }]
    })
    expect(driven.length).toBeGreaterThan(1)
    const { devices: room } = core.services
    for (const { deviceId, user, password } of driven) {
      await expect(
        room.signIn(deviceId, { user, password: new Secret(`${password}x`), acceptPlainHttp: true }),
      ).rejects.toMatchObject({ code: 'sign-in-refused' })
      await room.signIn(deviceId, { user, password: new Secret(password), acceptPlainHttp: true })
    }
  })

  it('gives the same result in a second scan', async () => {
    const before = new Map(devices.map(({ id, ports }) => [ports.http, id]))
    await scan(core, jobId)
    const after = (await contents(core, jobId)).devices.upserted
    expect(new Map(after.map(({ id, ports }) => [ports.http, id]))).toEqual(before)
  })

  describe('in the tables of its switches', () => {
    let seen: JobChange
    const phoneCounts: number[] = []
    beforeAll(async () => {
      for (const { address, ports } of office.filter(({ kind }) => kind === 'switch')) {
        const request = { address: `${address}:${ports.snmp}`, snmp: null }
        for await (const event of core.services.switches.read(jobId, request, undefined)) {
          if (event.kind === 'failed') throw new Error(event.problem.code)
          if (event.kind === 'ended') phoneCounts.push(event.phones)
        }
      }
      seen = await contents(core, jobId)
    }, 30_000)

    it('has every device and the base on its described port', () => {
      const place = createPlacements({
        switches: seen.switches.upserted,
        neighbours: seen.neighbours.upserted,
      })
      const names = new Map(described.switches.map(({ id, name }) => [id, name]))
      const plugged = office.filter((each) => each.switch !== null)
      const should = plugged.map(({ id, switch: at }) => `${id} ${names.get(at?.id ?? '')} ${at?.port}`)
      const has = plugged.map(({ id }) => {
        const device = deviceOf(id)
        const best = device === undefined ? null : (place(device)?.best ?? null)
        return `${id} ${best?.switchName} ${best?.port.name}`
      })
      expect(has).toEqual(should)
      const base = seen.devices.upserted.find(({ driver }) => driver === 'poly-rove')
      const at = base === undefined ? null : place(base)
      expect(at?.best).toMatchObject({
        switchName: 'switch-first-floor',
        port: { name: 'Gi1/0/1' },
        by: 'link',
      })
      // neighbours that only a switch reports did not become devices
      expect(seen.devices.upserted).toHaveLength(office.length + 1)
    })

    it('has one phone on the wrong VLAN, and no printer, camera or switch among its phones', () => {
      const { upserted: neighbours } = seen.neighbours
      const findings = voiceVlanFindings(neighbours)
      const macs = findings.map((each) => neighbours.find(({ id }) => id === each.neighbourId)?.mac)
      expect(macs).toEqual([office.find(({ id }) => id === 'wrong-vlan')?.mac])
      expect(findings[0]).toMatchObject({ expected: described.voiceVlan, because: 'port-policy' })
      const phones = new Set(neighbours.filter(isVoiceDevice).map(({ mac }) => mac))
      const others = office.filter(({ decoy, kind }) => decoy || kind === 'switch')
      expect(others.filter(({ mac }) => phones.has(mac))).toEqual([])
      expect(phones.size).toBe(office.length - others.length + 1)
      // counted as phones: the devices that the job lists as phones
      expect(phoneCounts.reduce((sum, each) => sum + each, 0)).toBe(
        seen.endpoints.upserted.filter(({ kind }) => kind === 'phone').length,
      )
    })

    it('is read completely: no table is cut, unusual or misunderstood', () => {
      for (const { tables, ports, vendor } of seen.switches.upserted) {
        expect(tables.filter(({ state, notes }) => state === 'cut' || notes.length > 0)).toEqual([])
        expect(vendor).not.toBeNull()
        expect(ports.filter(({ uplink }) => uplink).length).toBeGreaterThan(0)
      }
      expect(seen.switches.upserted).toHaveLength(described.switches.length)
    })
  })
})

describe('a practice site', () => {
  it('without its office has the base only', async () => {
    await using core = await practiceCore(false)
    const status = await core.services.practice.start()
    expect(status).toMatchObject({ officeDevices: 0, targets: ['127.0.0.1'] })
    expect(core.services.practice.office()).toEqual([])
  })

  it('that is off has no office', async () => {
    await using core = await practiceCore(true)
    expect(core.services.practice.office()).toEqual([])
    await core.services.practice.start()
    expect(core.services.practice.office().length).toBeGreaterThan(60)
    await core.services.practice.stop()
    expect(core.services.practice.office()).toEqual([])
  })
})

describe('a row of ports', () => {
  const ports = { http: 18_080, https: 18_080, sip: 15_060, snmp: 10_161 }
  const base = { vendor: 'Poly', model: 'Rove B2', firmware: '8.0.3.0010', mac: '48:25:67:0A:1B:2C' }
  // apart from ports that other tests use at the same time
  const open = () =>
    openOffice({ address: '127.0.0.1', ports, base, row: 23_001 + 1_000 * (process.pid % 9) })

  it.each(['http', 'snmp'] as const)(
    'is moved when a program uses its %s port, and free again at the end',
    async (name) => {
      let first: readonly PracticeOfficeDevice[]
      {
        await using office = await open()
        first = office.devices
      }
      const port = first[2]?.ports[name] ?? 0
      const taken = name === 'http' ? createServer() : createSocket('udp4')
      if ('listen' in taken) taken.listen(port, '127.0.0.1')
      else taken.bind(port, '127.0.0.1')
      await once(taken, 'listening')
      {
        await using office = await open()
        expect(office.devices.map(({ ports: own }) => own[name])).not.toContain(port)
        expect(office.devices).toHaveLength(first.length)
        await using second = await open()
        const all = [...office.devices, ...second.devices].map(({ ports: own }) => own.http)
        expect(new Set(all).size).toBe(2 * first.length)
      }
      taken.close()
      await once(taken, 'close')
      await using again = await open()
      expect(again.devices).toEqual(first)
    },
  )

  it('is refused on an address of another machine', async () => {
    await expect(openOffice({ address: '192.0.2.1', ports, base })).rejects.toMatchObject({
      code: 'address-not-here',
    })
  })
})

describe('a datagram to a device of the office', () => {
  const rows = rowsOf(['1.3.6.1.2.1.1.1.0|4|A device', '1.3.6.1.2.1.2.2.1.6.1|4x|000413000001'])
  // GET sysDescr.0, community public
  const get = Buffer.from(
    '302602010104067075626c6963a019020101020100020100300e300c06082b060102010101000500',
    'hex',
  )

  it('over SNMP is answered if it is a request, else ignored', () => {
    expect(answerOf(get, rows, 'public')?.includes('A device')).toBe(true)
    expect(answerOf(get, rows, 'private')).toBeNull()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(39), (noise, at) => {
        answerOf(Buffer.from(noise), rows, 'public')
        const bent = Buffer.from(get)
        bent.set(noise.subarray(0, 4), Math.min(at, bent.length - 4))
        answerOf(bent, rows, 'public')
      }),
      { numRuns: 2_000 },
    )
  })

  it('over SIP is answered if it is a request, else ignored', () => {
    const named = { header: 'User-Agent', value: 'snomD735/10.1.141.13' } as const
    const options = (method: string) =>
      [
        `${method} sip:127.0.0.1 SIP/2.0`,
        'v: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1',
        'From: <sip:a@127.0.0.1>;tag=1',
        'To: <sip:127.0.0.1>',
        'Call-ID: 1',
        `CSeq: 1 ${method}`,
        '',
        '',
      ].join('\r\n')
    expect(sipAnswerTo(options('OPTIONS'), named)).toMatch(/^SIP\/2\.0 200 [\s\S]*Via: SIP\/2\.0\/UDP/)
    expect(sipAnswerTo(options('INVITE'), named)).toMatch(/^SIP\/2\.0 405 /)
    expect(sipAnswerTo(options('ACK'), named)).toBeNull()
    expect(sipAnswerTo('SIP/2.0 200 OK\r\n\r\n', named)).toBeNull()
    fc.assert(
      fc.property(fc.string(), fc.nat(200), (noise, at) => {
        const text = options('OPTIONS')
        const answer = sipAnswerTo(text.slice(0, at) + noise + text.slice(at), named)
        expect(answer === null || /^SIP\/2\.0 (200|405) /.test(answer)).toBe(true)
      }),
    )
  })
})
