/** Jobs in files: written and read back, refused when damaged, merged without a loss. */
import { describe, expect, it } from 'vitest'
import { Secret } from '#electron/platform/secret.ts'
import { createJobChanges } from '#electron/services/jobs/index.ts'
import {
  type JobContent,
  jobContentSchema,
  readContent,
  writeContent,
} from '#electron/services/jobs/transfer/content.ts'
import { readJobFile, writeJobFile } from '#electron/services/jobs/transfer/job-file.ts'
import { mergeJobs } from '#electron/services/jobs/transfer/merge.ts'
import { createJobTransfer } from '#electron/services/jobs/transfer/transfer.ts'
import { openStore } from '#electron/store/open.ts'
import { handsetHardwareId } from '#shared/model/hardware-id.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { device, endpoint, job } from '#test/store/matter.ts'
import fc from '#test/support/property.ts'
import { matter, secrets } from '../report/report-matter.ts'

const code = (expected: string) => expect.objectContaining({ code: expected })
/** scrypt as cheap as a file may ask for. */
const origin = { writtenAt: 1, by: '0.1.0', cost: 2 ** 14 } as const
const passphrase = new Secret('correct horse')

/** A handset with the IPEI 03717C00 and two hex digits. */
function handset(
  prefix: string,
  index: number,
  part: Partial<Pick<Endpoint, 'label' | 'place'>> = {},
): Endpoint {
  const { ipei } = parseIpei(`03717C00${index.toString(16).padStart(2, '0').toUpperCase()}`)
  const known = endpoint(`${prefix}-e${index}`, 'one')
  if (known.kind !== 'handset') throw new Error('no handset')
  return { ...known, ...part, ipei, hardwareId: handsetHardwareId(ipei), deviceId: null }
}

/** A job as one laptop has it; ids begin with the name of the laptop, keys do not. */
const contentOf = (prefix: string) =>
  fc
    .record({
      name: fc.constantFrom('Office', 'Town hall'),
      notes: fc.constantFrom('', 'Key at the reception', 'Ring twice'),
      devices: fc.uniqueArray(fc.nat(5)),
      endpoints: fc.uniqueArray(fc.nat(5)),
      label: fc.constantFrom('', 'Reception', 'Ward 3'),
      events: fc.array(fc.nat(9), { maxLength: 6 }),
    })
    .map(({ name, notes, devices, endpoints, label, events }): JobContent => {
      const stored = devices.map((index) => ({
        ...device(`${prefix}-d${index}`, 'one'),
        key: `mac:${index}`,
        lastSeen: index + prefix.length,
      }))
      return {
        job: { ...job('one'), name, notes },
        devices: stored,
        sightings: stored.map(({ id }) => ({
          deviceId: id,
          all: [{ address: '192.0.2.1', port: null, protocol: 'arp.mac', raw: id, at: 1 }],
        })),
        endpoints: endpoints.map((index) => handset(prefix, index, { label, place: label })),
        ...{ pushes: [], guidedSetups: [], switches: [], neighbours: [] },
        history: events
          .toSorted((a, b) => a - b)
          .map((at) => ({
            at: at + 1,
            what: 'device.found',
            deviceId: stored[0]?.id ?? null,
            endpointId: null,
            facts: {},
          })),
      }
    })

describe('a job file', () => {
  it('is read back as it was written, with and without a passphrase', async () => {
    await fc.assert(
      fc.asyncProperty(contentOf('a'), fc.boolean(), async (content, isSealed) => {
        const key = isSealed ? passphrase : null
        const text = await writeJobFile(content, key, origin)
        expect(await readJobFile(text, key)).toEqual(content)
      }),
      { numRuns: 8 },
    )
  })
  it('is damaged when any character of its content or checksum is another', async () => {
    const [content] = fc.sample(contentOf('a'), 1)
    if (content === undefined) throw new Error('no content')
    const text = await writeJobFile(content, null, origin)
    const start = text.indexOf('"sha256":"') + 10
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: start, max: text.length - 3 }), async (at) => {
        const changed = `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`
        await expect(readJobFile(changed, null)).rejects.toThrowError(code('job-file-damaged'))
      }),
      { numRuns: 40, examples: [[start], [text.length - 3]] },
    )
  })
  it('needs its passphrase', async () => {
    const [content] = fc.sample(contentOf('a'), 1)
    if (content === undefined) throw new Error('no content')
    const text = await writeJobFile(content, passphrase, origin)
    expect(text).not.toContain('Office')
    await expect(readJobFile(text, null)).rejects.toThrowError(code('job-file-passphrase'))
    await expect(readJobFile(text, new Secret('another'))).rejects.toThrowError(code('job-file-passphrase'))
  })
  it.each([
    ['text', 'hello', 'job-file-unknown'],
    ['other JSON', '{"a":1}', 'job-file-unknown'],
    ['a newer version', '{"punchdown":"job","version":2}', 'job-file-newer'],
    ['a file cut off', '{"punchdown":"job","version":1}', 'job-file-damaged'],
  ])('is refused: %s', async (_, text, expected) => {
    await expect(readJobFile(text, null)).rejects.toThrowError(code(expected))
  })
})

const keysOf = ({ devices, endpoints }: JobContent) =>
  [...devices.map(({ key }) => key), ...endpoints.map(({ hardwareId }) => hardwareId)].toSorted()
const eventsOf = ({ history }: JobContent) => new Set(history.map(({ at, what }) => `${at} ${what}`))

describe('a merge', () => {
  it('of a job with itself changes nothing and finds no difference', () => {
    fc.assert(
      fc.property(contentOf('a'), (content) => {
        const merge = mergeJobs(content, content)
        expect(merge.differences).toEqual([])
        expect(merge.added).toEqual({ devices: 0, endpoints: 0, history: 0 })
        expect(merge.apply(new Set())).toEqual(content)
      }),
    )
  })
  it('has every device, endpoint, sighting and event of both, each device and endpoint once', () => {
    fc.assert(
      fc.property(contentOf('here'), contentOf('f'), (here, file) => {
        const merge = mergeJobs(here, file)
        for (const taken of [new Set<string>(), new Set(merge.differences.map(({ id }) => id))]) {
          const merged = merge.apply(taken)
          expect(keysOf(merged)).toEqual([...new Set([...keysOf(here), ...keysOf(file)])].toSorted())
          for (const event of [...eventsOf(here), ...eventsOf(file)])
            expect(eventsOf(merged)).toContain(event)
          const raws = new Set(merged.sightings.flatMap(({ all }) => all.map(({ raw }) => raw)))
          for (const { all } of [...here.sightings, ...file.sightings])
            for (const { raw } of all) expect(raws).toContain(raw)
          // references point at records of the merged job
          const ids = new Set(merged.devices.map(({ id }) => id))
          for (const { deviceId } of [...merged.sightings, ...merged.history])
            expect(deviceId === null || ids.has(deviceId)).toBe(true)
          expect(jobContentSchema.safeParse(merged).success).toBe(true)
        }
      }),
    )
  })
  it('takes the chosen value of each difference, and notes the other in the history', () => {
    fc.assert(
      fc.property(contentOf('here'), contentOf('f'), (here, file) => {
        const merge = mergeJobs(here, file)
        const all = new Set(merge.differences.map(({ id }) => id))
        const nameOf = (taken: ReadonlySet<string>) => merge.apply(taken).job.name
        expect([nameOf(new Set()), nameOf(all)]).toEqual([here.job.name, file.job.name])
        const dropped = merge
          .apply(all)
          .history.flatMap(({ what, facts }) => (what === 'job.difference' ? [facts.dropped] : []))
        expect(dropped).toEqual(merge.differences.map((each) => each.here))
        // an empty value is no difference: the other side's is taken
        expect(merge.apply(new Set()).job.notes).toBe(here.job.notes === '' ? file.job.notes : here.job.notes)
      }),
    )
  })
})

describe('the transfer of a job', () => {
  function laptop() {
    const store = openStore(':memory:')
    const clock = { at: 1000, now: () => clock.at }
    return { store, clock, transfer: createJobTransfer({ store, clock, changes: createJobChanges() }) }
  }
  const filled = () => {
    const made = laptop()
    const { store } = made
    store.jobs.save({ ...matter.job, name: 'Łódź, hall <3>' })
    for (const each of matter.devices) store.devices.save(each)
    for (const each of matter.endpoints) store.endpoints.save(each)
    for (const each of matter.pushes) store.pushes.save(each)
    for (const { id: _, ...entry } of matter.history) store.history.add(entry)
    return made
  }

  it('adds the job to another laptop, without codes and secret values', async () => {
    const from = filled()
    const { fileName, text } = await from.transfer.export(matter.job.id, null)
    expect(fileName).toBe('Łódź, hall 3.punchdown')
    const content = JSON.stringify(await readJobFile(text, null))
    for (const secret of Object.values(secrets)) expect(content).not.toContain(secret)
    const to = laptop()
    expect(await to.transfer.compare(text, null)).toMatchObject({
      ...{ isHere: false, differences: [], added: { devices: 1, endpoints: 4, history: 2 } },
    })
    expect(to.store.jobs.list()).toEqual([])
    const { id } = await to.transfer.import(text, null, [])
    expect(id).toBe(matter.job.id)
    expect(to.store.endpoints.ofJob(id).map(({ hardwareId }) => hardwareId)).toEqual(
      from.store.endpoints.ofJob(id).map(({ hardwareId }) => hardwareId),
    )
    expect(to.store.history.ofJob(id).map(({ what }) => what)).toEqual([
      ...from.store.history.ofJob(id).map(({ what }) => what),
      'job.imported',
    ])
  })
  it('merged into the same job keeps the codes and secret values of this laptop', async () => {
    const made = filled()
    const { text } = await made.transfer.export(matter.job.id, null)
    const before = readContent(made.store, matter.job.id)
    const codesOf = () =>
      JSON.stringify([made.store.endpoints.ofJob(matter.job.id), made.store.pushes.ofJob(matter.job.id)])
    const codes = codesOf()
    expect(await made.transfer.compare(text, null)).toMatchObject({ isHere: true, differences: [] })
    await made.transfer.import(text, null, [])
    expect(codesOf()).toBe(codes)
    expect(readContent(made.store, matter.job.id)?.devices).toEqual(before?.devices)
  })
  it('restores a deleted job', async () => {
    const made = filled()
    const { text } = await made.transfer.export(matter.job.id, null)
    made.store.jobs.save({ ...matter.job, deletedAt: 5 })
    expect((await made.transfer.import(text, null, [])).deletedAt).toBeNull()
  })
  it('of a job that is not there fails', async () => {
    await expect(laptop().transfer.export('none', null)).rejects.toThrowError(code('not-found'))
  })
  it('writes what it read', () => {
    fc.assert(
      fc.property(contentOf('a'), (content) => {
        const { store } = laptop()
        writeContent(store, content)
        const read = readContent(store, 'one')
        expect(read?.history).toEqual(content.history)
        expect(new Set(read?.devices)).toEqual(new Set(content.devices))
        expect(new Set(read?.endpoints)).toEqual(new Set(content.endpoints))
      }),
      { numRuns: 20 },
    )
  })
})
