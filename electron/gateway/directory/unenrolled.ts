/**
 * Records of hardware ids that were fetched and never enrolled. Fetching needs no password, so anyone can add them with made-up ids;
 * they expire, and the oldest give way to a new one. Pure.
 */
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { EndpointRecord } from './records.ts'

/** Records without enrolment and account that are kept. Ours: more than the devices of a large site. */
export const mostUnenrolled = 2_000
/** Ours: a device that waits a week for its enrolment fetches again. */
export const unenrolledLifeMs = 7 * 24 * 3_600_000

const lastActive = ({ fetchedAt, session, onboardedAt }: EndpointRecord): number =>
  Math.max(fetchedAt ?? 0, session?.openedAt ?? 0, onboardedAt ?? 0)

/**
 * Ids to forget before one more is added: those past their life, and where too many are left the ones that registered never and were
 * active longest ago.
 */
export function recordsToForget(records: readonly EndpointRecord[], now: number): HardwareId[] {
  const unenrolled = records.filter(({ enrolledAt, account }) => enrolledAt === null && account === null)
  const expired = unenrolled.filter((record) => now - lastActive(record) >= unenrolledLifeMs)
  const surplus = unenrolled.length - expired.length + 1 - mostUnenrolled
  const gone = new Set(expired)
  if (surplus > 0) {
    const rank = (record: EndpointRecord): number => (record.onboardedAt === null ? 0 : 1)
    const left = unenrolled.filter((record) => !gone.has(record))
    left.sort((a, b) => rank(a) - rank(b) || lastActive(a) - lastActive(b))
    for (const record of left.slice(0, surplus)) gone.add(record)
  }
  return [...gone].map(({ hardwareId }) => hardwareId)
}
