/** A driver and a kit without sockets, on a store in memory and a clock that stands still until it is moved. */
import type { Capabilities, Driver, Session } from '#electron/drivers/driver.ts'
import type { Channel } from '#electron/drivers/kit/channel.ts'
import type { Kit } from '#electron/drivers/kit/kit.ts'
import { createLog } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import {
  createDevices,
  createDeviceTrusts,
  createQueues,
  createSessions,
} from '#electron/services/devices/index.ts'
import type { KitRequest } from '#electron/services/devices/sessions.ts'
import { createJobChanges } from '#electron/services/jobs/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { StoredDevice } from '#electron/store/store.ts'
import type { HistoryEntry } from '#shared/model/job.ts'
import type { Region } from '#shared/model/region.ts'
import type { AdapterPort, Description, Edit, Handset, Setting } from '#shared/model/settings.ts'
import { device, job } from '#test/store/matter.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'

export const description: Description = {
  vendor: 'Poly',
  model: 'Rove B2',
  firmware: '8.0.3.0010',
  mac: '00:03:71:00:00:01',
  serial: null,
  hardware: null,
  upFor: null,
}
const provenance = { source: 'a test', confidence: 'inferred' } as const

export const credentials = { user: 'admin', password: new Secret('secret word') }

const edit = (id: string, after: string): Edit => ({
  ...{ id, page: 'Provisioning', group: 'Service', label: id, before: null, after, secret: false },
  provenance,
})

interface FakeDevice {
  settings: Setting[]
  /** What the next sessions do; the default answers with `description`. */
  describe: () => Promise<Description>
  description: Description
  scheme: Channel['scheme']
  /** Capabilities of the next sessions. */
  capabilities: Capabilities
}

const usualCapabilities: Capabilities = {
  handsets: { list: async () => ({ handsets: [], unreadable: [] }) },
  provisioning: {
    plan: async (url) => ({
      edits: [edit('method', 'Periodically'), edit('url', url)],
      after: 'fetches',
      provenance,
    }),
    apply: async () => ({ results: [], restarts: false }),
    readBack: async () => [],
  },
  actions: { restart: async () => undefined },
}

export function fakeHouse(options: { practice?: boolean; region?: Region; writes?: boolean } = {}) {
  const store = openStore(':memory:')
  store.jobs.save({ ...job('one'), practice: options.practice ?? false })
  const base: StoredDevice = { ...device('base', 'one'), key: 'mac:00:03:71:00:00:01', address: '192.0.2.1' }
  store.devices.save(base)
  let now = 1_000
  const clock = { now: () => now }
  const log = createLog()
  /** Devices that watchers of the job were told of. */
  const changed: string[] = []
  const changes = { ...createJobChanges(), device: (_jobId: string, id: string) => void changed.push(id) }
  const time = createVirtualTime()
  const fake: FakeDevice = {
    ...{ description, scheme: 'http', capabilities: usualCapabilities, settings: [] },
    describe: async () => fake.description,
  }
  const kits: KitRequest[] = []
  const open = { now: 0, most: 0 }
  const notes: Omit<HistoryEntry, 'id' | 'at'>[] = []
  /** Handsets and ports that devices listed, by device. */
  const listed: [string, readonly (Handset | AdapterPort)[], boolean][] = []
  /** Devices that were stored. */
  const saved: string[] = []

  const session = (): Session => ({
    describe: () => fake.describe(),
    read: async () => fake.settings,
    ...fake.capabilities,
    async [Symbol.asyncDispose]() {
      open.now--
    },
  })
  const driver: Driver = {
    id: 'poly-rove',
    vendor: 'Poly',
    provenance,
    recognise: ({ vendor }) => vendor === 'Poly',
    capabilitiesOf: () => ['provisioning', 'handsets', 'restart'],
    ...(options.writes === false ? {} : { provisioningSuffix: { template: '/x.cfg', provenance } }),
    async connect() {
      open.now++
      open.most = Math.max(open.most, open.now)
      return session()
    },
  }
  const createKit = (request: KitRequest): Kit => {
    kits.push(request)
    const { address, ports } = request.device
    return {
      address,
      channel: () => ({
        ...{ scheme: fake.scheme, address, port: ports[fake.scheme] },
        fingerprint: fake.scheme === 'https' ? 'AA:BB' : null,
      }),
      request: async () => ({ status: 200, headers: {}, body: '' }),
      signIn: async () => undefined,
      pause: async () => undefined,
      async [Symbol.asyncDispose]() {},
      unexpectedPage: () => new Error('not used'),
    }
  }
  const trusts = createDeviceTrusts(store.documents)
  const sessions = createSessions({
    ...{ store, changes, trusts, createKit, drivers: [driver], queues: createQueues() },
  })
  const devices = createDevices({
    ...{ store, clock, changes, sessions, log, timing: time.timing, drivers: [driver] },
    jobs: { note: (entry) => void notes.push(entry) },
    catalogue: loadCatalogue(),
    regionOf: () => options.region ?? null,
    rehearsalUrl: () => 'http://192.0.2.9',
    onSaved: ({ id }) => void saved.push(id),
    onHandsets: ({ id }, ...read) => void listed.push([id, ...read]),
    onPorts: ({ id }, ...read) => void listed.push([id, ...read]),
  })
  return {
    ...{ store, sessions, devices, trusts, fake, kits, open, notes, log, time, base, changed, listed, saved },
    advance: (ms: number) => {
      now += ms
    },
    stored: () => sessions.stored('base'),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}
