/** Rows of the base's read-only pages: the fields of each handset, and the up time. */
import type { PracticeHandset } from './handset.ts'

export function handsetRows(
  handset: PracticeHandset,
  kept: Readonly<Record<string, { readonly firmware: string }>>,
): [string, string][] {
  const stored = new Map(Object.entries(kept))
  const { slot, ipei, model } = handset.identity
  const { status, identity, registered } = handset.state()
  const prefix = `VoiceService.1.X_HS.Handset${slot}`
  return [
    [`${prefix}IPEI`, ipei],
    [`${prefix}Status`, status],
    [`${prefix}Type`, model],
    [`${prefix}FWVersion`, stored.get(ipei)?.firmware ?? ''],
    [`${prefix}Extension`, identity],
    [
      `${prefix}ExtensionStatus`,
      registered ? 'Registered' : identity === '' ? 'Service Not Configured' : 'Not Registered',
    ],
  ]
}

/** In the OBi family's format: ` 7 Days  0:28:58    (9)`; the number in brackets counts starts. */
export function upFor(ms: number, starts: number): string {
  const seconds = Math.floor(ms / 1000)
  const clock = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  return `${Math.floor(seconds / 86_400)} Days  ${Math.floor(seconds / 3600) % 24}:${clock.join(':')}    (${starts})`
}
