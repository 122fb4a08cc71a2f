/** The recordings of real devices in resources/recordings, and what they prove. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { drivers } from '#electron/drivers/index.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { readReplayed } from '#electron/services/recordings/index.ts'
import proofs from '#resources/vendors/driver-proofs.json' with { type: 'json' }
import { driverProofsSchema } from '#shared/model/driver-grade.ts'
import { recordingSchema } from '#shared/model/recording.ts'

const resources = join(import.meta.dirname, '..', '..', 'resources')
const folder = join(resources, 'recordings')
const recordings = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    file,
    recording: recordingSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  }))
const recorded = new Set(recordings.flatMap(({ recording }) => recording.reading?.driver ?? []))

describe.skipIf(recordings.length === 0)('a recording of a real device (skipped: there is none yet)', () => {
  it.each(recordings)('$file: is read as it was', async ({ recording }) => {
    const driver = drivers.find(({ id }) => id === recording.reading?.driver)
    if (driver === undefined) throw new Error('no driver')
    expect(recording.source).toBe('hardware')
    const { unexpected, ...reading } = await readReplayed(
      { log: createLog(), clock: systemClock },
      driver,
      recording,
    )
    expect({ driver: driver.id, ...reading }).toEqual(recording.reading)
    expect(unexpected).toEqual([])
  })
})

describe('what recordings prove', () => {
  it('no driver is gold without one', () => {
    const claimed = driverProofsSchema.parse(proofs).filter((each) => each.proofs.includes('recording'))
    expect(claimed.filter(({ driver }) => !recorded.has(driver))).toEqual([])
  })

  it('no fact of a vendor is proven without one', () => {
    const files = readdirSync(join(resources, 'vendors')).filter((file) => file.endsWith('.json'))
    const proven = files.filter((file) =>
      /"confidence":\s{0,4}"proven"/.test(readFileSync(join(resources, 'vendors', file), 'utf8')),
    )
    const folders = new Set(drivers.filter(({ id }) => recorded.has(id)).map(({ id, folder = id }) => folder))
    expect(proven.filter((file) => !folders.has(file.replace('.json', '')))).toEqual([])
  })
})
