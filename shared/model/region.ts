/** Provisioning URLs of the gateway: region, language and tenant put into a vendor's template. */
import { z } from 'zod'
import { PunchdownError } from '../errors.ts'

export const regionSchema = z.enum(['emea', 'noam', 'apac'])
export type Region = z.infer<typeof regionSchema>

/** Documented in "Configure SIP Gateway" (2024); English needs no segment. */
export const languageSchema = z.enum(['en', 'es', 'ja', 'de', 'fr', 'pt'])
export type Language = z.infer<typeof languageSchema>

/** Where a device shall be pointed: at Microsoft's service by region, or at any URL, our own gateway core's for one. */
export const provisioningTargetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('service'),
    region: regionSchema,
    language: languageSchema.optional(),
    tenant: z.guid().optional(),
  }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  /** The gateway core on this laptop; its address is filled in by the core. */
  z.object({ kind: z.literal('rehearsal') }),
])
export type ProvisioningTarget = z.infer<typeof provisioningTargetSchema>

/** What a plan is asked for: where the device fetches its configuration, or a firmware it installs by itself. */
export const planRequestSchema = z.discriminatedUnion('kind', [
  ...provisioningTargetSchema.options,
  z.object({ kind: z.literal('firmware'), version: z.string().regex(/^[\w.-]{1,40}$/) }),
])
export type PlanRequest = z.infer<typeof planRequestSchema>

/**
 * Entry URL of the service with the segments asked for, and the file name a vendor's template ends in.
 * `suffix` is data of the vendor, for example `/00${IPEI}.cfg`; macros are left for the device to expand.
 * The order of language and tenant is published nowhere: language first is ours, and both at once is refused.
 * Source: "Configure SIP Gateway" (2024), documented.
 * @throws PunchdownError bad-input when language and tenant are both given
 */
export function serviceUrl(target: Extract<ProvisioningTarget, { kind: 'service' }>, suffix: string): string {
  const { region, language, tenant } = target
  if (language !== undefined && language !== 'en' && tenant !== undefined) {
    throw new PunchdownError('bad-input', { field: 'tenant', reason: 'language-and-tenant' })
  }
  const lang = language === undefined || language === 'en' ? '' : `/lang_${language}`
  const ten = tenant === undefined ? '' : `/tenantid/${tenant}`
  return `http://${region}.ipp.sdg.teams.microsoft.com${lang}${ten}${suffix}`
}

/** The URL a technician sets by hand on a device without a driver: the service's by region, or the gateway core's own. */
export const handUrl = (
  { mode, region, language }: { mode: 'rehearsal' | 'live'; region: Region; language: Language },
  gatewayUrl: () => string,
): string => (mode === 'live' ? serviceUrl({ kind: 'service', region, language }, '') : `${gatewayUrl()}/`)

/**
 * A URL a person typed, checked before it is written into a device: http or https, a host, no user name or password.
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
