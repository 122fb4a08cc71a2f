/** Where the update of a device's firmware stands, and whether another one is offered. Pure. */
import type { Push } from '#shared/machines/push.ts'
import type { Device } from '#shared/model/job.ts'

/** Longest time that a device takes to update itself after it was told the version, milliseconds. */
const longestUpdateMs = 15 * 60_000

/**
 * none: never told a version, or the push failed. pushing: the version is being written. updating: the device was told the version and
 * has time left. updated: it runs that version. open: its time is over and it runs another one.
 */
export type FirmwareUpdate =
  | { readonly is: 'none' | 'pushing' }
  | { readonly is: 'updating'; readonly version: string; readonly since: number }
  | { readonly is: 'updated' | 'open'; readonly version: string }

type Known = { readonly id: string; readonly identity: Pick<Device['identity'], 'firmware'> }

/** The last firmware push of a device, undefined before the first. */
export const firmwarePushOf = ({ id }: Pick<Device, 'id'>, pushes: readonly Push[]): Push | undefined =>
  pushes
    .filter((each) => each.deviceId === id && each.plan.target.kind === 'firmware')
    .toSorted((a, b) => a.plan.madeAt - b.plan.madeAt)
    .at(-1)

export function firmwareUpdateOf(device: Known, push: Push | undefined, now: number): FirmwareUpdate {
  if (push?.plan.target.kind !== 'firmware' || push.state.at === 'failed') return { is: 'none' }
  if (push.state.at !== 'done') return { is: 'pushing' }
  const { version } = push.plan.target
  const { since } = push.state
  if (device.identity.firmware === version) return { is: 'updated', version }
  return now - since < longestUpdateMs ? { is: 'updating', version, since } : { is: 'open', version }
}

/** Another update is offered only when none is under way. */
export const offersUpdate = ({ is }: FirmwareUpdate): boolean => is !== 'pushing' && is !== 'updating'

/** Whether a typed version is the one that the device runs already: it is not offered again. */
export const alreadyRuns = ({ identity }: Known, version: string): boolean =>
  identity.firmware === version.trim()
