/** Composes the bulk set-up and its kept sign-ins. */
import { guidedCardOf } from '#shared/model/guided-card.ts'
import { defaultSignInOf } from '../drivers/default-sign-ins.ts'
import { guidedCards } from '../drivers/guided-cards.ts'
import { provisioningFacts } from '../drivers/provisioning-urls.ts'
import { createSealer } from '../platform/secrets.ts'
import { systemTiming } from '../platform/timing.ts'
import type { Devices, Sessions } from '../services/devices/index.ts'
import type { Jobs } from '../services/jobs/index.ts'
import type { Onboarding } from '../services/onboarding/index.ts'
import {
  type BulkRuns,
  createBulkRuns,
  createKeptSignIns,
  type KeptSignIns,
  type Pushes,
} from '../services/pushes/index.ts'
import type { Foundation } from './foundation.ts'

export function composeBulkRuns(
  { store, clock, log, keyring }: Foundation,
  {
    jobs,
    sessions,
    devices,
    onboarding,
    pushes,
  }: {
    jobs: Jobs
    sessions: Sessions
    devices: Devices
    onboarding: Onboarding
    pushes: Pushes
  },
  parts: AsyncDisposableStack,
): { bulkRuns: BulkRuns; keptSignIns: KeptSignIns } {
  const keptSignIns = createKeptSignIns({
    documents: store.documents,
    sealer: createSealer(keyring),
    defaultOf: defaultSignInOf,
  })
  const bulkRuns = createBulkRuns({
    ...{ store, clock, log, jobs, sessions, devices, pushes },
    timing: systemTiming,
    signIns: keptSignIns,
    wayOf: (device) =>
      device.driver !== null && sessions.capabilitiesOf(device).includes('provisioning')
        ? { kind: 'driver', driver: device.driver }
        : { kind: 'guided-card', card: guidedCardOf(guidedCards, provisioningFacts, device.identity).id },
    onUnchanged: (deviceId, url) => {
      onboarding
        .directed(sessions.stored(deviceId), url)
        .catch((error: unknown) => log.write('onboarding.failed', { error: String(error) }))
    },
  })
  parts.defer(() => bulkRuns.stop())
  return { bulkRuns, keptSignIns }
}
