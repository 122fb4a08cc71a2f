/** Reads LLDP-MED inventory (ANSI/TIA-1057, 10.2.6): maker, model, revisions and serial number as the device reports them. */

import type { Provenance } from '#shared/model/confidence.ts'
import type { Evidence, FactName, Sighting } from '#shared/model/identity.ts'
import { evidenceFrom } from './evidence-from.ts'
import { familyOfMaker } from './rules.ts'

const provenance: Provenance = {
  source: 'LLDP-MED inventory, ANSI/TIA-1057 10.2.6',
  confidence: 'documented',
}

/** Legal form behind the name of a firm. */
const legalForm = /,?\s(?:inc|corp|corporation|co|ltd|llc|gmbh|ag|ab|a\/s|s\.a)\.?(?:,?\s?ltd\.?)?$/i

/** Placeholders instead of a value. */
const isNothing = (text: string): boolean =>
  /^(?:[-.\s]{0,60}|n\/a|none|unknown|not available|default)$/i.test(text)

// manufacturer=Yealink; model=SIP-T46U; software=108.86.0.20; serial=3100120010000001
export function readInventory(sighting: Sighting, text: string): Evidence[] {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const at = part.indexOf('=')
    const value = part.slice(at + 1).trim()
    if (at > 0 && !isNothing(value)) parts.set(part.slice(0, at).trim().toLowerCase(), value)
  }
  const maker = parts.get('manufacturer')
  if (maker === undefined) return []
  const family = familyOfMaker(maker)
  const model = parts.get('model')
  const spelled = model === undefined ? undefined : (family?.spell(model) ?? model)
  const facts: [FactName, string | null | undefined][] = [
    ['vendor', family?.vendor ?? maker.replace(legalForm, '')],
    ['model', spelled],
    ['firmware', parts.get('software') ?? parts.get('firmware')],
    ['serial', parts.get('serial')],
    ['kind', spelled === undefined ? null : family?.kindOf(spelled)],
  ]
  return facts.flatMap(([fact, value]) =>
    value === undefined || value === null || value === ''
      ? []
      : [evidenceFrom(sighting, fact, value, 'lldp-med', provenance)],
  )
}
