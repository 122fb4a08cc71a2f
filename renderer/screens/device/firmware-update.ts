/** State of a device's firmware update, and whether another update is offered. Pure. */
import type { Push } from '#shared/machines/push.ts'
import type { Device } from '#shared/model/job.ts'

/** Longest time that a device takes to update after the version was written, milliseconds. */
const longestUpdateMs = 15 * 60_000

/**
 * none: no version was written, or the push failed. pushing: the version is being written. updating: the version was written and the
 * device has time left. updated: the device runs that version. open: the time is over and the device runs another version.
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

/** False while an update is in progress. */
export const offersUpdate = ({ is }: FirmwareUpdate): boolean => is !== 'pushing' && is !== 'updating'

/** Whether the device already runs a typed version. */
export const alreadyRuns = ({ identity }: Known, version: string): boolean =>
  identity.firmware === version.trim()

/** Whether a typed version has fewer fields than the running one, as the release `8.0.11` without its build has. */
export function lacksBuild({ identity }: Known, version: string): boolean {
  const fields = (text: string): number => text.trim().split('.').length
  return version.trim() !== '' && identity.firmware !== null && fields(version) < fields(identity.firmware)
}
