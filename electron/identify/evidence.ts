/** Reads facts out of one sighting. Pure; bad patterns of peers yield nothing. */
import { type Evidence, type FactName, factNames, type Sighting } from '#shared/model/identity.ts'
import { macDigits, parseMac } from '#shared/model/mac.ts'
import { isFactName, ouiVendors, type Rule, rules } from './rules.ts'

/** Longest text a rule looks at; a banner beyond that is cut, never refused. */
const longestBanner = 2048

/** Text of a sighting as rules read it: NUL and line ends taken off its end. */
function textOf(sighting: Sighting): string {
  const text =
    sighting.encoding === 'base64' ? Buffer.from(sighting.raw, 'base64').toString('latin1') : sighting.raw
  return text.slice(0, longestBanner).replace(/[\0\r\n]+$/, '')
}

export function evidenceOf(sighting: Sighting): Evidence[] {
  const text = textOf(sighting)
  const found = rules.flatMap((rule) =>
    rule.protocols.has(sighting.protocol) ? read(rule, sighting, text) : [],
  )
  if (sighting.protocol === 'arp.mac' || sighting.protocol === 'snmp.ifphysaddress') {
    found.push(...address(sighting, text))
  }
  const objectId = sighting.context?.sysObjectID
  if (sighting.protocol === 'snmp.sysdescr' && objectId !== undefined) {
    found.push(...evidenceOf({ ...sighting, protocol: 'snmp.sysobjectid', raw: objectId, context: {} }))
  }
  return found
}

function read(rule: Rule, sighting: Sighting, text: string): Evidence[] {
  const match = rule.pattern.exec(text)
  if (match === null) return []
  const facts = new Map<FactName, string>([['vendor', rule.vendor]])
  for (const name of factNames) {
    const value = rule.set[name]
    if (value !== undefined) facts.set(name, value)
  }
  for (const [name, value] of Object.entries(match.groups ?? {})) {
    if (value === undefined || value === '' || !isFactName(name)) continue
    const clean = name === 'mac' ? macOrNull(value) : rule.underscoresAreSpaces ? spaced(name, value) : value
    if (clean !== null) facts.set(name, clean.trim())
  }
  return [...facts].map(([fact, value]) => ({
    fact,
    value,
    protocol: sighting.protocol,
    port: sighting.port,
    raw: sighting.raw,
    at: sighting.at,
    rule: rule.id,
    provenance: rule.provenance,
  }))
}

const spaced = (name: string, value: string) => (name === 'model' ? value.replaceAll('_', ' ') : value)

/** An address nobody was given is no address: all zeros, all ones. */
function macOrNull(text: string): string | null {
  const digits = text.replaceAll(/[^0-9A-Fa-f]/g, '')
  if (digits.length !== 12 || /^(0{12}|f{12})$/i.test(digits)) return null
  return parseMac(digits)
}

/** A group address (IEEE 802, lowest bit of the first octet) belongs to no single device. */
const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

function address(sighting: Sighting, text: string): Evidence[] {
  const mac = macOrNull(text)
  if (mac === null || isGroup(mac)) return []
  const base = { protocol: sighting.protocol, port: sighting.port, raw: sighting.raw, at: sighting.at }
  const source =
    sighting.protocol === 'arp.mac' ? 'address table of this laptop' : 'IF-MIB ifPhysAddress, RFC 2863'
  const evidence: Evidence[] = [
    { ...base, fact: 'mac', value: mac, rule: 'mac', provenance: { source, confidence: 'documented' } },
  ]
  const known = ouiVendors.get(macDigits(parseMac(mac)).slice(0, 6))
  if (known !== undefined) {
    evidence.push({ ...base, fact: 'vendor', value: known.vendor, rule: 'oui', provenance: known.provenance })
  }
  return evidence
}
