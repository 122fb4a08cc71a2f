/** Provisioning URLs of the gateway: region, language and tenant put into a vendor's template. */
import { z } from 'zod'
import { PunchdownError } from '../errors.ts'

export const regionSchema = z.enum(['emea', 'noam', 'apac'])
export type Region = z.infer<typeof regionSchema>

/** Documented in "Configure SIP Gateway" (2024); English needs no segment. */
export const languageSchema = z.enum(['en', 'es', 'ja', 'de', 'fr', 'pt'])
export type Language = z.infer<typeof languageSchema>

/** Order of the two segments in one URL. No order is published, so it is the technician's choice. */
export const segmentOrderSchema = z.enum(['language-first', 'tenant-first'])
export type SegmentOrder = z.infer<typeof segmentOrderSchema>

/** Target of a device's provisioning URL: Microsoft's service by region, or any URL, such as that of the gateway core. */
export const provisioningTargetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('service'),
    region: regionSchema,
    language: languageSchema.optional(),
    tenant: z.guid().optional(),
    /** Needed when both language and tenant are given. */
    order: segmentOrderSchema.optional(),
  }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  /** The gateway core on this laptop; its address is filled in by the core. */
  z.object({ kind: z.literal('rehearsal') }),
])
export type ProvisioningTarget = z.infer<typeof provisioningTargetSchema>

/** Request of a plan: the URL from which the device fetches its configuration, or a firmware that it installs. */
export const planRequestSchema = z.discriminatedUnion('kind', [
  ...provisioningTargetSchema.options,
  z.object({ kind: z.literal('firmware'), version: z.string().regex(/^[\w.-]{1,40}$/) }),
])
export type PlanRequest = z.infer<typeof planRequestSchema>

const domain = 'ipp.sdg.teams.microsoft.com'
export const entryHost = (region: Region): string => `${region}.${domain}`

/** Whether a setting of a device is a URL of Microsoft's service: `http://emea.ipp.sdg.teams.microsoft.com/00${IPEI}.cfg`. */
export function isServiceUrl(text: string): boolean {
  const host = /^https?:\/\/([^/:?#\s]+)/i.exec(text.trim())?.[1]?.toLowerCase()
  return regionSchema.options.some((region) => host === entryHost(region))
}

/** English needs no segment. */
export const languageSegment = (language: Language): string => (language === 'en' ? '' : `/lang_${language}`)
export const tenantSegment = (tenant: string): string => `/tenantid/${tenant}`

/**
 * Entry URL of the service with the requested segments, and the file name of the vendor's template.
 * `suffix` is data of the vendor, for example `/00${IPEI}.cfg`; its macros are left for the device to expand.
 * Source: "Configure SIP Gateway" (2024), documented.
 * @throws PunchdownError bad-input when language and tenant are both given without an order
 */
export function serviceUrl(target: Extract<ProvisioningTarget, { kind: 'service' }>, suffix: string): string {
  const { region, language = 'en', tenant, order } = target
  const lang = languageSegment(language)
  const ten = tenant === undefined ? '' : tenantSegment(tenant)
  if (lang !== '' && ten !== '' && order === undefined) {
    throw new PunchdownError('bad-input', { field: 'tenant', reason: 'language-and-tenant' })
  }
  const segments = order === 'tenant-first' ? ten + lang : lang + ten
  return `http://${entryHost(region)}${segments}${suffix}`
}

/** The URL that a technician enters on a device without a driver: that of the service's region, or of the gateway core. */
export const handUrl = (
  { mode, region, language }: { mode: 'rehearsal' | 'live'; region: Region; language: Language },
  gatewayUrl: () => string,
  /** File name that the device needs in the service's URL; empty where it adds its own. */
  suffix: string,
): string =>
  mode === 'live' ? serviceUrl({ kind: 'service', region, language }, suffix) : `${gatewayUrl()}/`

/**
 * Checks a typed URL before it is written to a device: http or https, a host, no user name or password.
 * Catches the misprint `apac/ipp.sdg` of an early page.
 * @throws PunchdownError url-not-allowed
 */
export function checkProvisioningUrl(text: string): string {
  const match = /^(https?):\/\/([^/?#\s]+)(\/[^\s]*)?$/i.exec(text.trim())
  const host = match?.[2]
  if (host === undefined || host.includes('@')) throw new PunchdownError('url-not-allowed', { url: text })
  if (/^(emea|noam|apac)$/i.test(host))
    throw new PunchdownError('url-not-allowed', { url: text, reason: 'slash-for-dot' })
  return text.trim()
}
