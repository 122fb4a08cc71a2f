/** Reads the Event header and request URI of SIP PnP, with which phones ask a link for their configuration. */
import type { Provenance } from '#shared/model/confidence.ts'
import type { Evidence, FactName, Sighting } from '#shared/model/identity.ts'
import { evidenceFrom } from './evidence-from.ts'
import { familyOfMaker } from './rules.ts'

/** In one of two known samples the header names another model than the User-Agent, which is right. */
const provenance: Provenance = {
  source: 'SIP PnP, Event header of the SUBSCRIBE, samples in public code',
  confidence: 'inferred',
}

const parameter = (text: string, name: string): string | undefined =>
  new RegExp(`;\\s{0,4}${name}\\s{0,4}=\\s{0,4}"?([^";]{1,64})`, 'i').exec(text)?.[1]?.trim()

// ua-profile;profile-type="device";vendor="snom";model="snomD120";version="10.1.39.11"
export function readPnpEvent(sighting: Sighting, text: string): Evidence[] {
  const maker = parameter(text, 'vendor')
  const family = maker === undefined ? null : familyOfMaker(maker)
  // an unknown maker may be a placeholder: vendor="OEM"
  if (maker === undefined || family === null) return []
  const said = parameter(text, 'model') ?? ''
  const bare = said.toLowerCase().startsWith(maker.toLowerCase()) ? said.slice(maker.length) : said
  const model = family.spell(bare)
  const version = parameter(text, 'version') ?? ''
  const facts: [FactName, string | null][] = [
    ['vendor', family.vendor],
    ['model', /^(?:|oem|none|unknown)$/i.test(model) ? null : model],
    ['firmware', /^\d[\w.]{2,}$/.test(version) ? version : null],
    ['kind', family.kindOf(model)],
  ]
  return facts.flatMap(([fact, value]) =>
    value === null ? [] : [evidenceFrom(sighting, fact, value, 'pnp-event', provenance)],
  )
}

/** `sip:MAC%3a00135E874B49@224.0.1.75`, `sip:MAC001565A0B1C2@224.0.1.75` → twelve hex digits; null without an address. */
export function macInPnpUri(text: string): string | null {
  return /^sips?:MAC(?:%3a|:)?([0-9a-f]{12})@/i.exec(text)?.[1] ?? null
}
