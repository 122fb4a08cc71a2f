/** Builds the provisioning URL of a device class, with the source of each part and the open choices. Pure. */
import type { Provenance } from './confidence.ts'
import { choicesIn, type DeviceClass, type ProvisioningFacts, provenanceIn } from './provisioning-facts.ts'
import {
  entryHost,
  type Language,
  languageSegment,
  type Region,
  type SegmentOrder,
  serviceUrl,
  tenantSegment,
} from './region.ts'

/** Whether a text is a tenant id as a directory prints it: `6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11`. */
export const isTenantId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)

export interface UrlWish {
  readonly region: Region
  readonly language?: Language | undefined
  /** Empty without one. */
  readonly tenant?: string | undefined
  readonly order?: SegmentOrder | undefined
  /** One of the class's choices; the preferred one when absent. */
  readonly suffix?: string | undefined
}

interface UrlPart {
  readonly part: 'host' | 'language' | 'tenant' | 'suffix'
  readonly text: string
  /** Null when no source says that this class of devices accepts the part. */
  readonly provenance: Provenance | null
}

/** Open questions about a URL, which the technician decides or has to know. */
export type OpenPoint =
  | { readonly code: 'suffix-choice'; readonly choices: readonly { value: string; provenance: Provenance }[] }
  | {
      readonly code: 'suffix-unknown' | 'language-unknown' | 'tenant-unknown'
      readonly lookedIn: string | null
    }
  /** No order of the segments is published. */
  | { readonly code: 'order-choice'; readonly lookedIn: string; readonly used: SegmentOrder }
  /** The device shows English instead, completely or in part. */
  | { readonly code: 'language-not-offered' | 'language-partial'; readonly provenance: Provenance }
  | { readonly code: 'tenant-malformed' }

export interface BuiltUrl {
  /** Null while the tenant id is malformed. */
  readonly url: string | null
  readonly parts: readonly UrlPart[]
  readonly open: readonly OpenPoint[]
}

export function buildProvisioningUrl(
  facts: ProvisioningFacts,
  found: DeviceClass | null,
  wish: UrlWish,
): BuiltUrl {
  const { region, language = 'en' } = wish
  const order = wish.order ?? 'language-first'
  const tenant = (wish.tenant ?? '').trim()
  const suffixes = found === null ? [] : choicesIn(found.suffix)
  const suffix = suffixes.find(({ value }) => value === wish.suffix) ?? suffixes[0]
  const ending = suffix?.value ?? ''
  const host: UrlPart = {
    part: 'host',
    text: `http://${entryHost(region)}`,
    provenance: facts.service.entry,
  }
  const middle: UrlPart[] = []
  if (languageSegment(language) !== '')
    middle.push({
      part: 'language',
      text: languageSegment(language),
      provenance: found === null ? null : provenanceIn(found.language),
    })
  if (tenant !== '')
    middle.push({
      part: 'tenant',
      text: tenantSegment(tenant),
      provenance: found === null ? null : provenanceIn(found.tenant),
    })
  if (order === 'tenant-first') middle.reverse()
  const malformed = tenant !== '' && !isTenantId(tenant)
  const target = { kind: 'service', region, language, order } as const
  return {
    url: malformed ? null : serviceUrl({ ...target, ...(tenant === '' ? {} : { tenant }) }, ending),
    parts: [
      host,
      ...middle,
      ...(ending === ''
        ? []
        : [{ part: 'suffix', text: ending, provenance: suffix?.provenance ?? null } as const]),
    ],
    open: [
      ...(malformed ? [{ code: 'tenant-malformed' } as const] : []),
      ...openSuffix(found),
      ...openLanguage(found, language),
      ...(tenant === '' ? [] : unknownOf('tenant-unknown', found?.tenant)),
      ...(middle.length === 2
        ? [{ code: 'order-choice', lookedIn: facts.service.order.unknown, used: order } as const]
        : []),
    ],
  }
}

function openSuffix(found: DeviceClass | null): OpenPoint[] {
  if (found !== null && 'choices' in found.suffix) {
    const { choices } = found.suffix
    return choices.length > 1 ? [{ code: 'suffix-choice', choices }] : []
  }
  return unknownOf('suffix-unknown', found?.suffix)
}

function openLanguage(found: DeviceClass | null, language: Language): OpenPoint[] {
  if (language === 'en') return []
  const exception = found?.languageExceptions.find((each) => each.language === language)
  if (exception !== undefined) {
    const { offered, provenance } = exception
    return [{ code: offered === 'none' ? 'language-not-offered' : 'language-partial', provenance }]
  }
  return unknownOf('language-unknown', found?.language)
}

function unknownOf(
  code: 'suffix-unknown' | 'language-unknown' | 'tenant-unknown',
  fact: object | undefined,
): OpenPoint[] {
  if (fact === undefined) return [{ code, lookedIn: null }]
  return 'unknown' in fact && typeof fact.unknown === 'string' ? [{ code, lookedIn: fact.unknown }] : []
}
