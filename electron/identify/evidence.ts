/** Reads facts out of one sighting. Pure; bad patterns of peers yield nothing. */
import type { Provenance } from '#shared/model/confidence.ts'
import { type Evidence, type FactName, factNames, type Sighting } from '#shared/model/identity.ts'
import { parseMac } from '#shared/model/mac.ts'
import { readInventory } from './inventory.ts'
import { vendorOfBlock } from './oui.ts'
import { macInPnpUri, readPnpEvent } from './pnp.ts'
import { isFactName, type Rule, rulesFor } from './rules.ts'

/** Longest text a rule looks at; a banner beyond that is cut, never refused. */
const longestBanner = 2048

/** Text of a sighting as rules read it: runs of blanks, line ends and zero bytes are one space, none at its ends. Bytes stay bytes. */
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
  const text = textOf(sighting)
  const found: Evidence[] = []
  /** Rules that know the firm and nothing else: they count where no other rule knows it as well. */
  let names: Evidence[] | null = null
  for (const rule of rulesFor(sighting.protocol, text)) {
    const before = found.length
    read(rule, sighting, text, found)
    if (found.length !== before + 1) continue
    const name = found.pop()
    if (name !== undefined) names = [...(names ?? []), name]
  }
  if (names !== null) {
    found.push(
      ...names.filter(({ value }) => !found.some((each) => each.fact === 'vendor' && each.value === value)),
    )
  }
  if (sighting.protocol === 'lldp.med_inventory') found.push(...readInventory(sighting, text))
  if (addressSources.get(sighting.protocol) !== undefined) {
    found.push(...address(sighting, text))
  }
  if (sighting.protocol === 'snmp.engineid') found.push(...engineAddress(sighting, text))
  if (sighting.protocol === 'pnp.event') found.push(...readPnpEvent(sighting, text))
  if (sighting.protocol === 'pnp.uri') {
    const source = 'SIP PnP, request URI of the SUBSCRIBE'
    const mac = macInPnpUri(text)
    if (mac !== null) found.push(...address(sighting, mac, { source, confidence: 'documented' }))
  }
  const objectId = sighting.context?.sysObjectID
  if (sighting.protocol === 'snmp.sysdescr' && objectId !== undefined) {
    found.push(...evidenceOf({ ...sighting, protocol: 'snmp.sysobjectid', raw: objectId, context: {} }))
  }
  return found
}

/** What one rule reads in a sighting, whatever its protocol. */
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
  }
  if (facts.kind === undefined && facts.model !== undefined) {
    const kind = rule.family.kindOf(facts.model)
    if (kind !== null) facts.kind = kind
  }
  for (const fact of factNames) {
    const value = facts[fact]
    if (value === undefined) continue
    found.push({
      fact,
      value,
      protocol: sighting.protocol,
      port: sighting.port,
      raw: sighting.raw,
      at: sighting.at,
      rule: rule.id,
      provenance: rule.provenance,
    })
  }
}

/** An address nobody was given is no address: all zeros, all ones. */
function macOrNull(text: string): string | null {
  const digits = text.replaceAll(/[^0-9A-Fa-f]/g, '')
  if (digits.length !== 12 || /^(0{12}|f{12})$/i.test(digits)) return null
  return parseMac(digits)
}

/** Protocols whose raw text is a MAC address, and where it was read. */
const addressSources: ReadonlyMap<string, string> = new Map([
  ['arp.mac', 'address table of this laptop'],
  ['snmp.ifphysaddress', 'IF-MIB ifPhysAddress, RFC 2863'],
  ['switch.mac', 'LLDP, CDP or forwarding table of a switch'],
])

/**
 * An SNMP engine whose id was made from a MAC address (RFC 3411, SnmpEngineID, form 3): one of the device's own, perhaps not the one
 * of its network port. `8000138b0300908f492878` → 00:90:8F:49:28:78
 */
function engineAddress(sighting: Sighting, text: string): Evidence[] {
  const mac = /^[89a-f][0-9a-f]{7}03([0-9a-f]{12})$/i.exec(text)?.[1]
  if (mac === undefined) return []
  return address(sighting, mac, { source: 'SnmpEngineID, RFC 3411', confidence: 'inferred' })
}

/** A group address (IEEE 802, lowest bit of the first octet) belongs to no single device. */
const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

function address(
  sighting: Sighting,
  text: string,
  provenance: Provenance = { source: addressSources.get(sighting.protocol) ?? '', confidence: 'documented' },
): Evidence[] {
  const mac = macOrNull(text)
  if (mac === null || isGroup(mac)) return []
  const base = { protocol: sighting.protocol, port: sighting.port, raw: sighting.raw, at: sighting.at }
  const evidence: Evidence[] = [{ ...base, fact: 'mac', value: mac, rule: 'mac', provenance }]
  const known = vendorOfBlock(mac)
  if (known !== null) {
    evidence.push({ ...base, fact: 'vendor', value: known.vendor, rule: 'oui', provenance: known.provenance })
  }
  return evidence
}
