/** Many practice devices of the kinds that have a driver, and their rows in a job, as after a scan. */

import type { Core } from '#electron/app/core.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { practiceDevices } from '#electron/practice/devices/index.ts'
import type { PracticeDeviceHandle } from '#electron/practice/practice.ts'
import phoneData from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import intercomData from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import siteData from '#resources/sites/practice/site.json' with { type: 'json' }
import type { DeviceKind } from '#shared/model/identity.ts'
import { type Ports, portsSchema } from '#shared/model/job.ts'

/** The account of the phones and intercoms; a base has its own, `admin`. */
const fleetSignIn = { user: 'Polycom', password: '13579' } as const

const baseData = siteData.devices[0]
const allKinds: readonly { readonly data: Record<string, unknown>; readonly kind: DeviceKind }[] = [
  {
    kind: 'phone',
    data: { ...phoneData, options: { ...phoneData.options, restApi: true, rebootsAfterSet: false } },
  },
  {
    kind: 'intercom',
    data: {
      ...intercomData,
      accounts: intercomData.accounts.slice(0, 1).map((each) => ({ ...each, ...fleetSignIn })),
    },
  },
  { kind: 'dect-base', data: { ...baseData, handsets: [] } },
]

export interface FleetDevice {
  readonly vendor: string
  readonly model: string
  readonly mac: string
  readonly kind: DeviceKind
  readonly http: number
}

export interface Fleet extends AsyncDisposable {
  readonly devices: readonly FleetDevice[]
  readonly handles: readonly PracticeDeviceHandle[]
}

/**
 * `count` devices, the kinds in turn, each with a MAC address of its own. An intercom applies a configuration 15 s after a write, at any
 * pace: its driver waits that long.
 */
export async function openFleet(count: number, pace: number, only?: readonly DeviceKind[]): Promise<Fleet> {
  const kinds = allKinds.filter(({ kind }) => only?.includes(kind) ?? true)
  await using opened = new AsyncDisposableStack()
  const devices: FleetDevice[] = []
  const handles: PracticeDeviceHandle[] = []
  for (let index = 0; index < count; index++) {
    const { data, kind } = kinds[index % kinds.length] ?? {}
    const open = practiceDevices.get(String(data?.device))
    if (data === undefined || kind === undefined || open === undefined) throw new Error('no practice device')
    const mac = `${String(data.mac).slice(0, 8)}:${octets(index)}`
    const handle = await open(
      { ...data, id: `${data.id}-${index}`, mac },
      {
        ...{ flashFolder: null, address: '127.0.0.1', pace, now: systemClock.now, log: createLog() },
        ...{ ports: { http: 0, sip: 0, snmp: 0 }, onChange: () => {} },
      },
    )
    handles.push(opened.use(handle))
    const { ports } = handle.status()
    devices.push({ vendor: String(data.vendor), model: String(data.model), mac, kind, http: ports.http })
  }
  const owned = opened.move()
  return { devices, handles, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** 258 → `00:01:02` */
const octets = (value: number): string =>
  [value >> 16, (value >> 8) & 255, value & 255]
    .map((each) => each.toString(16).padStart(2, '0'))
    .join(':')
    .toUpperCase()

/** Adds the devices to a job; returns their ids in order. */
export function addFleet(core: Core, jobId: string, devices: readonly FleetDevice[]): string[] {
  return devices.map(({ vendor, model, mac, kind, http }) => {
    const ports: Ports = portsSchema.parse({ http, https: http })
    const identity = { vendor, model, mac, kind, firmware: null, serial: null }
    return core.services.devices.upsertFromScan(jobId, {
      ...{ key: `mac:${mac}`, address: '127.0.0.1', ports },
      identity: { ...identity, level: 'exact', evidence: [], contradictions: [] },
      sightings: [{ address: '127.0.0.1', port: null, protocol: 'arp.mac', raw: mac, at: Date.now() }],
    }).id
  })
}

/** Keeps the account of the phones and intercoms for the site, and that of each base for the base. */
export function keepSignIns(
  { services: { keptSignIns } }: Core,
  jobId: string,
  deviceIds: readonly string[],
  devices: readonly FleetDevice[],
  password: string = fleetSignIn.password,
): void {
  keptSignIns.save(jobId, { kind: 'site' }, fleetSignIn.user, new Secret(password))
  const own = new Secret(password === fleetSignIn.password ? 'admin' : password)
  for (const [index, deviceId] of deviceIds.entries()) {
    if (devices[index]?.kind === 'dect-base')
      keptSignIns.save(jobId, { kind: 'device', deviceId }, 'admin', own)
  }
}
