/** Reads and writes the paths of the provisioning stages (A6). */
import { languageSchema } from '#shared/model/region.ts'

export type StageRequest =
  | { readonly stage: 1; readonly language: string; readonly tenantId: string | null; readonly file: string }
  | { readonly stage: 2; readonly language: string; readonly hash: string; readonly file: string }
  | { readonly stage: 3 | 4; readonly language: string; readonly token: string; readonly file: string }

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** `lang_de` → `de`; `en` for a language that is not offered (A2.5). */
function languageIn(segment: string): string | null {
  const asked = /^lang_([a-z]{2})$/i.exec(segment)?.[1]?.toLowerCase()
  if (asked === undefined) return null
  return languageSchema.safeParse(asked).success ? asked : 'en'
}

/**
 * Reads a decoded path:
 *
 *   /0003717C0E0A.cfg
 *   /lang_de/0003717C0E0A.cfg
 *   /tenantid/6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11/lang_de/0003717C0E0A.cfg   (either order, because Microsoft publishes none, A2.12)
 *   /device/ob/0123456789abcdef0123456789abcdef01234567/lang_en/0003717C0E0A.cfg
 *   /device/state/OnBoarding/mmiiaacc/0003717C0E0A1732457460abcdefghij0123456789/lang_en/0003717C0E0A.cfg
 *   /device/mmiiaacc/0003717C0E0A1732457460abcdefghij0123456789/lang_en/0003717C0E0A.cfg
 *
 * Null for any other path.
 */
export function readStage(path: string): StageRequest | null {
  const segments = path.split('/').slice(1)
  const file = segments.pop() ?? ''
  if (file === '' || !path.startsWith('/')) return null
  if (segments[0] === 'device') return readDeviceStage(segments.slice(1), file)
  let language: string | null = null
  let tenantId: string | null = null
  while (segments.length > 0) {
    const segment = segments.shift() ?? ''
    const asked = languageIn(segment)
    if (asked !== null && language === null) language = asked
    else if (segment === 'tenantid' && tenantId === null && guid.test(segments[0] ?? '')) {
      tenantId = (segments.shift() ?? '').toLowerCase()
    } else return null
  }
  return { stage: 1, language: language ?? 'en', tenantId, file }
}

function readDeviceStage(segments: readonly string[], file: string): StageRequest | null {
  const path = segments.join('/')
  const match =
    /^(?:ob\/([0-9a-f]{40})|(state\/OnBoarding\/)?mmiiaacc\/([0-9A-Za-z]{42}))\/(lang_[a-z]{2})$/i.exec(path)
  const language = languageIn(match?.[4] ?? '')
  if (match === null || language === null) return null
  const [, hash, onboarding, token] = match
  if (hash !== undefined) return { stage: 2, language, hash: hash.toLowerCase(), file }
  return { stage: onboarding === undefined ? 4 : 3, language, token: token ?? '', file }
}

/** The path of a later stage, which the reply of the previous stage contains. */
export function stagePath(request: Exclude<StageRequest, { stage: 1 }>): string {
  const last = `lang_${request.language}/${request.file}`
  switch (request.stage) {
    case 2:
      return `/device/ob/${request.hash}/${last}`
    case 3:
      return `/device/state/OnBoarding/mmiiaacc/${request.token}/${last}`
    case 4:
      return `/device/mmiiaacc/${request.token}/${last}`
  }
}
