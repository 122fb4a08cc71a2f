/** Settings of the gateway core from resources/gateway/service.json, where every value has a source and a confidence. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { provenanceSchema } from '#shared/model/confidence.ts'
import { resourcesFolder } from '../platform/folders.ts'

const setting = <Value extends z.ZodType>(value: Value) => provenanceSchema.extend({ value })
const text = setting(z.string())
const count = setting(z.number().int().min(0))

const settingsSchema = z.object({
  domain: text,
  tenantId: text,
  temporaryDomain: text,
  temporaryDisplayName: text,
  freshTokenOnRepeat: setting(z.boolean()),
  verificationDigits: count,
  verificationHours: count,
  signInCharacters: count,
  signInAlphabet: text,
  signInMinutes: count,
  transport: setting(z.enum(['udp', 'tcp'])),
  digestAlgorithm: setting(z.enum(['MD5', 'SHA-256'])),
  registerLeastSeconds: count,
  registerUsualSeconds: count,
  registerMostSeconds: count,
  mostContacts: count,
  progressMs: count,
  noAnswerSeconds: count,
  forwardSeconds: count,
  allowCallRedirect: setting(z.enum(['Enabled', 'Disabled'])),
  voicemail: setting(z.boolean()),
  voicemailSeconds: count,
  countryCode: text,
  trunkPrefix: text,
  internationalPrefix: text,
  checkSyncEvent: text,
  emergencyNumbers: setting(z.array(z.string())),
})

export const serviceFileSchema = z.object({
  about: z.string(),
  sources: z.record(z.string(), z.string()),
  facts: z.array(provenanceSchema.extend({ id: z.string(), fact: z.string() })),
  settings: settingsSchema,
  directory: provenanceSchema.extend({
    tenant: z.string(),
    users: z.array(z.object({ name: z.string(), number: z.string() })),
  }),
})

type Labelled = z.infer<typeof settingsSchema>
/** The values without source and confidence. */
export type ServiceSettings = { readonly [Name in keyof Labelled]: Labelled[Name]['value'] }
/** Values that replace those of the file; passed to the worker. */
export const serviceOverridesSchema = z.custom<Partial<ServiceSettings>>(
  (value) => typeof value === 'object' && value !== null,
)

export interface Service {
  readonly settings: ServiceSettings
  readonly tenant: string
  /** Users that a new directory starts with. */
  readonly users: readonly { readonly name: string; readonly number: string }[]
}

export function loadService(overrides: Partial<ServiceSettings> = {}): Service {
  const file = join(resourcesFolder, 'gateway', 'service.json')
  const { settings: labelled, directory } = serviceFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const settings: ServiceSettings = {
    domain: labelled.domain.value,
    tenantId: labelled.tenantId.value,
    temporaryDomain: labelled.temporaryDomain.value,
    temporaryDisplayName: labelled.temporaryDisplayName.value,
    freshTokenOnRepeat: labelled.freshTokenOnRepeat.value,
    verificationDigits: labelled.verificationDigits.value,
    verificationHours: labelled.verificationHours.value,
    signInCharacters: labelled.signInCharacters.value,
    signInAlphabet: labelled.signInAlphabet.value,
    signInMinutes: labelled.signInMinutes.value,
    transport: labelled.transport.value,
    digestAlgorithm: labelled.digestAlgorithm.value,
    registerLeastSeconds: labelled.registerLeastSeconds.value,
    registerUsualSeconds: labelled.registerUsualSeconds.value,
    registerMostSeconds: labelled.registerMostSeconds.value,
    mostContacts: labelled.mostContacts.value,
    progressMs: labelled.progressMs.value,
    noAnswerSeconds: labelled.noAnswerSeconds.value,
    forwardSeconds: labelled.forwardSeconds.value,
    allowCallRedirect: labelled.allowCallRedirect.value,
    voicemail: labelled.voicemail.value,
    voicemailSeconds: labelled.voicemailSeconds.value,
    countryCode: labelled.countryCode.value,
    trunkPrefix: labelled.trunkPrefix.value,
    internationalPrefix: labelled.internationalPrefix.value,
    checkSyncEvent: labelled.checkSyncEvent.value,
    emergencyNumbers: labelled.emergencyNumbers.value,
    ...overrides,
  }
  return { settings, tenant: directory.tenant, users: directory.users }
}
