/** The onboarding stage of a device by its provisioning URL, and the secrets in such a URL. Pure. */

export const mask = '••••'

/**
 * `entry`: the region's URL. `onboarding`: the first fetch was answered. `waiting`: onboarded, without an account.
 * `final`: the configuration of the signed-in account. Source: public onboarding code, paths of the later stages.
 *
 *   http://emea.ipp.sdg.teams.microsoft.com/lang_de
 *   https://usea.dm.sdg.teams.microsoft.com/device/ob/0123456789abcdef0123456789abcdef01234567/lang_en/
 *   https://usea.dm.sdg.teams.microsoft.com/device/state/OnBoarding/mmiiaacc/0003717c0e0a1732457460abcdefghij0123456789/lang_en/
 *   https://usea.dm.sdg.teams.microsoft.com/device/mmiiaacc/0003717c0e0a1732457460abcdefghij0123456789/lang_en/
 */
export type UrlStage = 'entry' | 'onboarding' | 'waiting' | 'final'

/** The stage by the segments of the path; null for other paths. */
export function stageOfPath(segments: readonly string[]): Exclude<UrlStage, 'entry'> | null {
  const [first, second, third, fourth] = segments.map((segment) => segment.toLowerCase())
  if (first !== 'device') return null
  if (second === 'ob') return 'onboarding'
  if (second === 'mmiiaacc') return 'final'
  return second === 'state' && third === 'onboarding' && fourth === 'mmiiaacc' ? 'waiting' : null
}

/**
 * Whether a device that was given a URL has fetched from it since: it holds the URL of a later stage, which is of the same host or of the
 * service. The first file that the device fetches replaces the URL that was written.
 */
export function hasMovedOn(written: string, found: string): boolean {
  const [from, to] = [partsOf(written), partsOf(found)]
  if (from === null || to === null) return false
  const isSame = to.host === from.host || (isOfService(from.host) && isOfService(to.host))
  return isSame && stageOfPath(from.segments) === null && stageOfPath(to.segments) !== null
}

/** `http://192.0.2.1:8080/device/ob/…` → host `192.0.2.1`, segments `device`, `ob`, …; null for other texts. */
function partsOf(url: string): { host: string; segments: string[] } | null {
  const [, host, path = ''] = /^https?:\/\/([\w.-]{1,253})(?::\d{1,5})?(\/[^?#]*)?(?:[?#]|$)/i.exec(url) ?? []
  if (host === undefined) return null
  return { host: host.toLowerCase(), segments: path.split('/').filter((segment) => segment !== '') }
}

const isOfService = (host: string): boolean => host.endsWith('.sdg.teams.microsoft.com')

/** Masks the tokens of such URLs in a text, because a token gives access to the device's configuration. */
export const maskDeviceToken = (text: string): string =>
  text.replace(/(\/mmiiaacc\/)[^/\s"'<>?#]{1,400}/gi, `$1${mask}`)
