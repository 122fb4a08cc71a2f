/** Composes pushes: a finished push moves the onboarding of the device's endpoints. */
import { toProblem } from '#shared/errors.ts'
import { systemTiming } from '../platform/timing.ts'
import type { Devices, Sessions } from '../services/devices/index.ts'
import type { Jobs } from '../services/jobs/index.ts'
import type { Onboarding } from '../services/onboarding/index.ts'
import { createPushes, type Pushes } from '../services/pushes/index.ts'
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
      const { target } = push.plan
      if (target.kind === 'firmware') return devices.expectFirmware(push.deviceId, target.version)
      devices
        .describe(push.deviceId)
        .catch((error: unknown) =>
          log.write('devices.describe-failed', { deviceId: push.deviceId, problem: toProblem(error).code }),
        )
      onboarding
        .directed(sessions.stored(push.deviceId), target.url)
        .catch((error: unknown) => log.write('onboarding.failed', { error: String(error) }))
    },
  })
  parts.defer(() => pushes.stop())
  sessions.onSignedIn((deviceId) => pushes.resume(deviceId))
  return pushes
}
