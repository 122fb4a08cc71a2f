/** Reads facts from one sighting. Pure; text from peers never throws. */
import type { Provenance } from '#shared/model/confidence.ts'
import { type Evidence, type FactName, factNames, type Sighting } from '#shared/model/identity.ts'
import { parseMac } from '#shared/model/mac.ts'
import { agree } from './agree.ts'
import { evidenceFrom } from './evidence-from.ts'
import { readInventory } from './inventory.ts'
import { vendorOfBlock } from './oui.ts'
import { macInPnpUri, readPnpEvent } from './pnp.ts'
import { isFactName, type Rule, rulesFor } from './rules.ts'

/** Most characters of a text that rules read; the rest is cut off. */
const longestBanner = 2048

/** Text of a sighting as rules read it: runs of white space and zero bytes are one space, trimmed. Bytes are not changed. */
function textOf(sighting: Sighting): string {
  if (sighting.encoding === 'base64') {
    return Buffer.from(sighting.raw.slice(0, 2 * longestBanner), 'base64')
      .toString('latin1')
      .slice(0, longestBanner)
  }
  const text = sighting.raw.slice(0, longestBanner)
  return /[\s\0]{2}|[^\S ]|\0|^ | $/.test(text) ? text.replaceAll(/[\s\0]+/g, ' ').trim() : text
}

export function evidenceOf(sighting: Sighting): Evidence[] {
  const { protocol } = sighting
  const text = textOf(sighting)
  const found = readByRules(rulesFor(protocol, text), sighting, text)
  if (protocol === 'http.www_authenticate') found.push(...readRealm(sighting, text, found))
  if (protocol === 'lldp.med_inventory') found.push(...readInventory(sighting, text))
  if (addressSources.has(protocol)) found.push(...address(sighting, text))
  if (protocol === 'snmp.engineid') found.push(...engineAddress(sighting, text))
  if (protocol === 'pnp.event') found.push(...readPnpEvent(sighting, text))
  if (protocol === 'pnp.uri') {
    const source = 'SIP PnP, request URI of the SUBSCRIBE'
    const mac = macInPnpUri(text)
    if (mac !== null) found.push(...address(sighting, mac, { source, confidence: 'documented' }))
  }
  const objectId = sighting.context?.sysObjectID
  if (protocol === 'snmp.sysdescr' && objectId !== undefined) {
    found.push(...evidenceOf({ ...sighting, protocol: 'snmp.sysobjectid', raw: objectId, context: {} }))
  }
  return found
}

/**
 * A general rule, which knows the designations of a maker and not the form of the text, only adds to what the other rules read: it counts
 * when it agrees with them about vendor and model, and each of its facts when they read no other.
 */
function readByRules(rules: readonly Rule[], sighting: Sighting, text: string): Evidence[] {
  const special = rules.filter(({ general }) => !general)
  const found = readByEach(special, sighting, text)
  if (special.length === rules.length) return found
  return [
    ...found,
    ...rules.filter(({ general }) => general).flatMap((rule) => addedBy(rule, found, sighting, text)),
  ]
}

function addedBy(rule: Rule, known: readonly Evidence[], sighting: Sighting, text: string): Evidence[] {
  const own = readByEach([rule], sighting, text)
  const others = ({ fact }: Evidence) => known.filter((each) => each.fact === fact)
  const disputed = (each: Evidence) => others(each).some(({ value }) => !agree(each.fact, value, each.value))
  if (own.some((each) => isNamed(each) && disputed(each))) return []
  const isNew = (each: Evidence) => !disputed(each) && !others(each).some(({ value }) => value === each.value)
  const added = own.filter(isNew)
  // facts count only with the vendor of their rule
  return added.length === 0 ? [] : own.filter((each) => each.fact === 'vendor' || isNew(each))
}

const isNamed = ({ fact }: Evidence): boolean => fact === 'vendor' || fact === 'model'

/** A rule that reads only the vendor counts when no other rule names the same vendor. */
function readByEach(rules: readonly Rule[], sighting: Sighting, text: string): Evidence[] {
  const found: Evidence[] = []
  let vendorsOnly: Evidence[] | null = null
  for (const rule of rules) {
    const before = found.length
    read(rule, sighting, text, found)
    if (found.length !== before + 1) continue
    const vendor = found.pop()
    if (vendor !== undefined) vendorsOnly = [...(vendorsOnly ?? []), vendor]
  }
  if (vendorsOnly !== null) {
    const isNew = ({ value }: Evidence) =>
      !found.some((each) => each.fact === 'vendor' && each.value === value)
    found.push(...vendorsOnly.filter(isNew))
  }
  return found
}

/** Other places where makers write model names as in a realm. */
const realmForms = ['http.title', 'http.server', 'dhcp.vendor_class', 'lldp.sysdesc'] as const

/**
 * Realms that name maker and model, read by the rules for titles and other names: `Basic realm="Yealink SIP-T28P"`,
 * `Digest realm="Fanvil X4"`. Rules for realms go first. Inferred: a realm is text that an administrator may change.
 */
function readRealm(sighting: Sighting, text: string, known: readonly Evidence[]): Evidence[] {
  if (known.some(({ fact }) => fact === 'model')) return []
  const match = /\brealm\s{0,3}=\s{0,3}(?:"([^"]{1,120})"?|([^\s,]{1,120}))/i.exec(text)
  const realm = (match?.[1] ?? match?.[2] ?? '').trim()
  if (realm === '') return []
  const readings = realmForms.map((protocol) => readByRules(rulesFor(protocol, realm), sighting, realm))
  const best =
    readings.find((found) => found.some(({ fact }) => fact === 'model')) ??
    readings.find((found) => found.length > 0) ??
    []
  const isNew = ({ fact, value }: Evidence) =>
    !known.some((each) => each.fact === fact && each.value === value)
  return best.filter(isNew).map((each) => {
    const source = `realm of a challenge, read as another name: ${each.provenance.source}`
    return { ...each, provenance: { source, confidence: 'inferred' } }
  })
}

/** Reads a sighting by one rule, whatever its protocol. */
export function readBy(rule: Rule, sighting: Sighting): Evidence[] {
  const found: Evidence[] = []
  read(rule, sighting, textOf(sighting), found)
  return found
}

function read(rule: Rule, sighting: Sighting, text: string, found: Evidence[]): void {
  if (!rule.context.every(([key, pattern]) => pattern.test(sighting.context?.[key] ?? ''))) return
  const match = rule.pattern.exec(text)
  if (match === null) return
  const facts: Partial<Record<FactName, string>> = { vendor: rule.family.vendor, ...rule.set }
  const groups = match.groups
  if (groups !== undefined) {
    for (const name in groups) {
      const value = groups[name]
      if (value === undefined || value === '' || !isFactName(name)) continue
      const clean =
        name === 'mac' ? macOrNull(value) : name === 'model' ? rule.family.spell(value) : value.trim()
      if (clean !== null && clean !== '') facts[name] = clean
    }
    splitFirmware(facts)
  }
  if (facts.kind === undefined && facts.model !== undefined) {
    const kind = rule.family.kindOf(facts.model)
    if (kind !== null) facts.kind = kind
  }
  for (const fact of factNames) {
    const value = facts[fact]
    if (value !== undefined) found.push(evidenceFrom(sighting, fact, value, rule.id, rule.provenance))
  }
}

/**
 * Several makers append the MAC address to the firmware, and further ids to that:
 * `12.0.3_dcf719f30001_d4e6994b-60bc` → firmware `12.0.3`, mac `DC:F7:19:F3:00:01`
 */
function splitFirmware(facts: Partial<Record<FactName, string>>): void {
  const { firmware } = facts
  if (firmware === undefined || !firmware.includes('_')) return
  const [, version, digits] = /^([^_]{1,60})_([0-9a-f]{12})(?![0-9a-z])/i.exec(firmware) ?? []
  if (version === undefined || digits === undefined) return
  facts.firmware = version
  const mac = macOrNull(digits)
  if (facts.mac === undefined && mac !== null) facts.mac = mac
}

/** Null for all zeros and all ones, which are placeholders. */
function macOrNull(text: string): string | null {
  const digits = text.replaceAll(/[^0-9A-Fa-f]/g, '')
  if (digits.length !== 12 || /^(0{12}|f{12})$/i.test(digits)) return null
  return parseMac(digits)
}

/** Protocols whose text is a MAC address, and its source. */
const addressSources: ReadonlyMap<string, string> = new Map([
  ['arp.mac', 'address table of this laptop'],
  ['snmp.ifphysaddress', 'IF-MIB ifPhysAddress, RFC 2863'],
  ['switch.mac', 'LLDP, CDP or forwarding table of a switch'],
])

/**
 * Engine ids of form 3 hold a MAC address of the device, perhaps not that of its network port (RFC 3411, SnmpEngineID).
 * `8000138b0300908f492878` → 00:90:8F:49:28:78
 */
function engineAddress(sighting: Sighting, text: string): Evidence[] {
  const mac = /^[89a-f][0-9a-f]{7}03([0-9a-f]{12})$/i.exec(text)?.[1]
  if (mac === undefined) return []
  return address(sighting, mac, { source: 'SnmpEngineID, RFC 3411', confidence: 'inferred' })
}

/** Group addresses have the lowest bit of the first octet set (IEEE 802). */
const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

function address(
  sighting: Sighting,
  text: string,
  provenance: Provenance = {
    source: addressSources.get(sighting.protocol) ?? '',
    confidence: 'documented',
  },
): Evidence[] {
  const mac = macOrNull(text)
  if (mac === null || isGroup(mac)) return []
  const known = vendorOfBlock(mac)
  const fromMac = evidenceFrom(sighting, 'mac', mac, 'mac', provenance)
  return known === null
    ? [fromMac]
    : [fromMac, evidenceFrom(sighting, 'vendor', known.vendor, 'oui', known.provenance)]
}
