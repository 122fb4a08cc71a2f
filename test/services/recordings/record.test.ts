/** Recordings of practice devices: what the driver reads from a replay, and what a recording does not hold. */
import { describe, expect, it } from 'vitest'
import type { Driver } from '#electron/drivers/driver.ts'
import { drivers } from '#electron/drivers/index.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { readReplayed, recordBrowser, recordDriver } from '#electron/services/recordings/index.ts'
import algo from '#resources/practice/algo-8186.json' with { type: 'json' }
import cisco from '#resources/practice/cisco-8851.json' with { type: 'json' }
import adapter from '#resources/practice/cisco-ata-191.json' with { type: 'json' }
import vvx from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import snom from '#resources/practice/snom-d735.json' with { type: 'json' }
import intercom from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import t42s from '#resources/practice/yealink-t42s.json' with { type: 'json' }
import t46u from '#resources/practice/yealink-t46u.json' with { type: 'json' }
import siteData from '#resources/sites/practice/site.json' with { type: 'json' }
import { recordingSchema } from '#shared/model/recording.ts'
import { startPractice } from '#test/support/practice.ts'

const parts = { log: createLog(), clock: systemClock }
const rove = siteData.devices[0]
if (rove === undefined) throw new Error('no base')
const secretOf2n = 'Installer-97531'
const intercomOfTest = {
  ...intercom,
  accounts: intercom.accounts.slice(0, 1).map((each) => ({ ...each, password: secretOf2n })),
}

const devices = [
  ['poly-rove', rove, 'admin', 'admin'],
  ['poly-vvx', { ...vvx, options: { ...vvx.options, restApi: true } }, vvx.user, vvx.password],
  ['poly-vvx', { ...vvx, options: { ...vvx.options, restApi: false } }, vvx.user, vvx.password],
  ['two-n', intercomOfTest, intercom.user, secretOf2n],
  ['cisco-mpp', cisco, cisco.user, cisco.password],
  ['cisco-ata', adapter, adapter.user, adapter.password],
  ['snom', snom, snom.user, snom.password],
  ['algo', algo, algo.user, algo.password],
  ['yealink', t46u, t46u.user, t46u.password],
  ['yealink', t42s, t42s.user, t42s.password],
] as const

function driverOf(id: string): Driver {
  const driver = drivers.find((each) => each.id === id || each.id === `${id}-phone`)
  if (driver === undefined) throw new Error(`no driver ${id}`)
  return driver
}

function visited(data: { vendor: string; model: string; firmware?: string }, port: number) {
  const channel = { scheme: 'http', address: '127.0.0.1', port, fingerprint: null } as const
  const { vendor, model, firmware = null } = data
  return { vendor, model, firmware, source: 'practice', channel } as const
}

describe('a recording of its driver', () => {
  it.each(devices)('of %s gives the same reading when it is replayed', async (id, data, user, password) => {
    await using practice = await startPractice({ pace: 0.001, devices: [data] })
    const driver = driverOf(id)
    const { recording } = await recordDriver(parts, visited(data, practice.httpPort), driver, {
      ...{ user, password: new Secret(password) },
    })
    expect(recordingSchema.parse(JSON.parse(JSON.stringify(recording)))).toEqual(recording)
    const { unexpected, ...reading } = await readReplayed(parts, driver, recording)
    expect({ driver: driver.id, ...reading }).toEqual(recording.reading)
    expect(unexpected).toEqual([])
    expect(reading.settings.length).toBeGreaterThan(0)
    const text = JSON.stringify(recording).toLowerCase()
    for (const own of [data.mac, data.mac.replaceAll(':', ''), data.mac.replaceAll(':', '-')])
      expect(text).not.toContain(own.toLowerCase())
    if ('serial' in data) expect(text).not.toContain(data.serial.toLowerCase())
    // a published default is not a secret
    if (!['admin', '13579'].includes(password)) expect(text).not.toContain(password.toLowerCase())
    expect(recording.exchanges.flatMap(({ sent }) => sent?.fields ?? []).join()).not.toContain('=')
  })
})

describe('a recording of a visit with a browser', () => {
  it('passes pages on, keeps redirects within the proxy, and refuses other names', async () => {
    await using practice = await startPractice({ pace: 0.001, devices: [cisco] })
    const made = await recordBrowser(parts, visited(cisco, practice.httpPort), async (url) => {
      expect((await fetch(url)).status).toBe(200)
      const { hostname, port } = new URL(url)
      expect(hostname).toBe('127.0.0.1')
      expect((await fetch(`http://localhost:${port}/`)).status).toBe(403)
    })
    expect(made.leftOut).toBe(0)
    expect(made.recording).toMatchObject({ reading: null, vendor: 'Cisco', source: 'practice' })
    expect(made.recording.exchanges.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual(
      ['GET / 200'],
    )
  })

  it('keeps no more requests of a visit that is too long', async () => {
    await using practice = await startPractice({ pace: 0.001, devices: [cisco] })
    const made = await recordBrowser(parts, visited(cisco, practice.httpPort), async (url) => {
      for (let count = 0; count < 502; count++) await (await fetch(url)).arrayBuffer()
    })
    expect([made.recording.exchanges.length, made.leftOut]).toEqual([500, 2])
  })
})
