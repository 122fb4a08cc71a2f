/** Composes pushes and setups by hand: both move the onboarding of the device's endpoints. */
import { toProblem } from '#shared/errors.ts'
import { guidedCards } from '../drivers/guided-cards.ts'
import { provisioningFacts } from '../drivers/provisioning-urls.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { systemTiming } from '../platform/timing.ts'
import type { Devices, Sessions } from '../services/devices/index.ts'
import type { Jobs } from '../services/jobs/index.ts'
import type { Onboarding } from '../services/onboarding/index.ts'
import { createGuidedSetups, createPushes, type GuidedSetups, type Pushes } from '../services/pushes/index.ts'
import type { Foundation } from './foundation.ts'

export function composePushes(
  { store, clock, log, changes, statusChanged }: Foundation,
  {
    jobs,
    sessions,
    devices,
    onboarding,
  }: { jobs: Jobs; sessions: Sessions; devices: Devices; onboarding: Onboarding },
  parts: AsyncDisposableStack,
): Pushes {
  const pushes = createPushes({
    store,
    clock,
    timing: systemTiming,
    log,
    changes,
    jobs,
    sessions,
    onChange: statusChanged,
    onDone: (push) => {
      const { target, undoes } = push.plan
      if (target.kind === 'firmware') return devices.expectFirmware(push.deviceId, target.version)
      devices
        .describe(push.deviceId)
        .catch((error: unknown) =>
          log.write('devices.describe-failed', { deviceId: push.deviceId, problem: toProblem(error).code }),
        )
      // the former URL is not one that Punchdown pointed it at
      if (undoes !== undefined) return
      onboarding
        .directed(sessions.stored(push.deviceId), target.url)
        .catch((error: unknown) => log.write('onboarding.failed', { error: String(error) }))
    },
  })
  parts.defer(() => pushes.stop())
  sessions.onSignedIn((deviceId) => pushes.resume(deviceId))
  return pushes
}

export const composeGuidedSetups = (
  { store, clock, log, changes }: Foundation,
  { jobs, gateway, onboarding }: { jobs: Jobs; gateway: Gateway; onboarding: Onboarding },
): GuidedSetups =>
  createGuidedSetups({
    ...{ store, clock, log, changes, jobs },
    get cards() {
      return guidedCards
    },
    get facts() {
      return provisioningFacts
    },
    gatewayUrl: () => gateway.entryUrl(),
    direct: (device, url) => onboarding.directed(device, url, 'technician'),
  })
