/** Onboarding with a store in memory, a fake gateway core and a fake clock. */
import { createLog } from '#electron/platform/log.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { createJobChanges, createJobs, type JobChanges } from '#electron/services/jobs/index.ts'
import { createOnboarding, type Onboarding } from '#electron/services/onboarding/index.ts'
import type { OnboardingGateway } from '#electron/services/onboarding/transitions.ts'
import { openStore } from '#electron/store/open.ts'
import type { StoredDevice } from '#electron/store/store.ts'
import type { PunchdownError } from '#shared/errors.ts'
import { handsetHardwareId, parseHardwareId } from '#shared/model/hardware-id.ts'
import type { DeviceKind } from '#shared/model/identity.ts'
import { parseIpei, printedIpei } from '#shared/model/ipei.ts'
import type { Mode } from '#shared/model/job.ts'
import type { DeviceCapability, Handset } from '#shared/model/settings.ts'
import { device, job } from '#test/store/matter.ts'

const catalogue = loadCatalogue()
const day = 24 * 60 * 60_000

export interface FakeGateway extends OnboardingGateway {
  readonly calls: string[]
  refusal: PunchdownError | null
  running: boolean
  /** Validity of a sign-in code, milliseconds. */
  signInMs: number
  held: Awaited<ReturnType<OnboardingGateway['facts']>>
}

function fakeGateway(now: () => number): FakeGateway {
  let codes = 0
  const called = async (call: string): Promise<void> => {
    gateway.calls.push(call)
    if (gateway.refusal !== null) throw gateway.refusal
  }
  const gateway: FakeGateway = {
    calls: [],
    refusal: null,
    running: true,
    signInMs: 1_000,
    held: [],
    enrol: (id) => called(`enrol ${id}`),
    async issueVerificationCode(id) {
      await called(`verification ${id}`)
      return { code: String(100_000 + ++codes), expiresAt: now() + day }
    },
    async issueSignInCode(id, isNew) {
      await called(`sign-in ${id}`)
      if (isNew) codes += 1
      return { code: `C${codes}`, expiresAt: now() + gateway.signInMs, page: 'http://192.0.2.9/login' }
    },
    async sendCheckSync(id) {
      await called(`check-sync ${id}`)
      return true
    },
    offboard: (id) => called(`offboard ${id}`),
    facts: async () => gateway.held,
    entryUrl: () => 'http://192.0.2.9:8080',
    status: () => ({
      ...{ state: gateway.running ? 'running' : 'off', reason: null, address: null, httpPort: null },
      ...{
        sipPort: null,
        domain: 'onboarding.test',
        signInPage: null,
        registrations: 0,
        calls: [],
        guesses: [],
        held: [],
        stored: { unreadable: 0, replaced: null },
      },
    }),
  }
  return gateway
}

/** A found device of a kind; its MAC ends in the id. */
export function found(id: string, kind: DeviceKind, model = 'VVX 250', vendor = 'Poly'): StoredDevice {
  const base = device(id, 'one')
  const mac = `00:04:F2:00:00:0${id}`
  return { ...base, driver: null, identity: { ...base.identity, vendor, model, kind, mac, firmware: null } }
}

export function handset(hex: string, shown: Partial<Handset> = {}): Handset {
  const { ipei } = parseIpei(hex)
  return {
    ...{ slot: 1, ipei, ipeiPrinted: printedIpei(ipei), hardwareId: handsetHardwareId(ipei) },
    ...{ model: 'Rove 30', firmware: '8.0.3', state: 'Idle', identity: null, registration: 'not-known' },
    ...shown,
  }
}

export function house(mode: Mode, capabilities: readonly DeviceCapability[] = []) {
  const store = openStore(':memory:')
  store.jobs.save({ ...job('one'), mode })
  store.jobs.save({ ...job('two'), mode })
  const time = { now: 1_000 }
  const clock = { now: () => time.now }
  /** Notifications of a job's watchers: `endpoint one <id>`, `history onboarding.retried`. */
  const told: string[] = []
  const changes: JobChanges = {
    ...createJobChanges(),
    endpoint: (jobId, id) => void told.push(`endpoint ${jobId} ${id}`),
    history: ({ what }) => void told.push(`history ${what}`),
  }
  const jobs = createJobs({
    ...{ store, clock, changes },
    present: (stored) => ({ ...stored, capabilities: [], signedIn: false }),
  })
  const gateway = fakeGateway(clock.now)
  const log = createLog()
  const onboarding: Onboarding = createOnboarding({
    ...{ store, clock, log, changes, jobs, gateway, catalogue },
    regionOf: () => null,
    capabilitiesOf: () => capabilities,
  })
  const put = (kept: StoredDevice): void => {
    store.devices.save(kept)
    onboarding.deviceSaved(kept)
  }
  /** Fields of the log lines with a path. */
  const logged = (path: string) => log.lines().flatMap((line) => (line.path === path ? [line.fields] : []))
  return {
    logged,
    ...{ store, time, jobs, gateway, log, onboarding, put, told },
    endpoints: () => store.endpoints.ofJob('one'),
    lines: () =>
      store.history.ofJob('one').map(({ what, facts }) => `${what.replace('onboarding.', '')} ${facts.by}`),
    [Symbol.dispose]() {
      onboarding.stop()
      store[Symbol.dispose]()
    },
  }
}

export const hardwareId = parseHardwareId('0003717C0E0A')

/** Onboarding with a base, device 1, that lists one handset with `hardwareId`. */
export function withHandset(mode: 'live' | 'rehearsal') {
  const made = house(mode, ['provisioning', 'handsets'])
  const base = found('1', 'dect-base', 'Rove B2')
  made.put(base)
  made.onboarding.handsetsRead(base, [handset('03717C0E0A')])
  const [endpoint] = made.endpoints()
  const id = endpoint?.id ?? ''
  /** The base lists the handset again, with the given fields. */
  const show = (shown: Partial<Handset>) => made.onboarding.handsetsRead(base, [handset('03717C0E0A', shown)])
  return { ...made, base, id, show, state: () => made.onboarding.get(id).onboarding }
}
