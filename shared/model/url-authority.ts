/** Scheme and host of a pasted provisioning URL. Pure. */

import { entryHost, type Region, regionSchema } from './region.ts'
import type { Draft } from './url-fault.ts'

const serviceDomain = '.sdg.teams.microsoft.com'

export interface Authority {
  readonly scheme: string | null
  /** In lower case, without port. */
  readonly host: string
  readonly region: Region | null
  /** Whether the host is one of the service, correct or misspelt. */
  readonly isService: boolean
  /** Position of the first `/` after the host; the length of the text without one. */
  readonly pathFrom: number
  /** Scheme and host without faults: `http://emea.ipp.sdg.teams.microsoft.com`; null when uncertain. */
  readonly origin: string | null
}

interface Scheme {
  /** In lower case; null when missing. */
  readonly scheme: string | null
  readonly hostFrom: number
}

export function readAuthority(draft: Draft): Authority {
  const { text } = draft
  const { scheme, hostFrom } = readScheme(draft)
  const mistyped = mistypedRegion(text, hostFrom)
  if (mistyped !== null) {
    for (const at of mistyped.wrong) draft.fault('slash-for-dot', at, at + 1)
    return entryAuthority(draft, scheme, { hostFrom, region: mistyped.region, pathFrom: mistyped.end })
  }
  const length = text.slice(hostFrom).search(/[/\\?#]/)
  const pathFrom = length === -1 ? text.length : hostFrom + length
  const authority = text.slice(hostFrom, pathFrom)
  const at = authority.lastIndexOf('@')
  if (at !== -1) draft.fault('user-info', hostFrom, hostFrom + at + 1)
  const port = /:\d{0,5}$/.exec(authority)?.[0] ?? ''
  const named = authority.slice(at + 1, authority.length - port.length).toLowerCase()
  const nameFrom = hostFrom + at + 1
  const host = named.endsWith('.') ? named.slice(0, -1) : named
  const region = regionSchema.options.find((each) => entryHost(each) === host)
  if (region !== undefined) {
    if (port !== '') draft.fault('port-not-expected', pathFrom - port.length, pathFrom)
    const found = entryAuthority(draft, scheme, { hostFrom, region, pathFrom })
    return at === -1 ? found : { ...found, origin: null }
  }
  const isService = addHostFault(draft, { host, from: nameFrom, to: pathFrom - port.length })
  schemeOfOther(draft, scheme, hostFrom)
  const sound = at === -1 && isHostName(host) && scheme !== null && /^https?$/.test(scheme)
  const origin = sound ? `${scheme}://${host}${port}` : null
  return { scheme, host, region: null, isService, pathFrom, origin }
}

/** Reads scheme, colon and slashes. `http:/host`, `http//host` and `http:\\host` are a malformed scheme, not a missing one. */
function readScheme(draft: Draft): Scheme {
  const { text } = draft
  const sound = /^([a-z][a-z0-9+.-]{0,20}):\/\/(?![/\\])/i.exec(text)
  if (sound !== null) return { scheme: sound[1]?.toLowerCase() ?? null, hostFrom: sound[0].length }
  const malformed = /^(https?)(?::?[/\\]{1,8}|:(?!\d))/i.exec(text)
  if (malformed !== null) {
    draft.fault('scheme-malformed', 0, malformed[0].length)
    return { scheme: malformed[1]?.toLowerCase() ?? null, hostFrom: malformed[0].length }
  }
  draft.fault('scheme-missing', 0, 0)
  return { scheme: null, hostFrom: 0 }
}

/** The service is documented for plain HTTP only, so its scheme can always be corrected. */
function entryAuthority(
  draft: Draft,
  scheme: string | null,
  { hostFrom, region, pathFrom }: { hostFrom: number; region: Region; pathFrom: number },
): Authority {
  if (scheme === 'https') draft.fault('https-not-promised', 0, 'https'.length)
  else if (scheme !== null && scheme !== 'http') draft.fault('scheme-other', 0, hostFrom)
  const host = entryHost(region)
  return { scheme, host, region, isService: true, pathFrom, origin: `http://${host}` }
}

function schemeOfOther(draft: Draft, scheme: string | null, hostFrom: number): void {
  if (scheme !== null && !/^https?$/.test(scheme)) draft.fault('scheme-other', 0, hostFrom)
}

/** A host of the service with slashes or commas instead of dots: `apac/ipp.sdg.teams.microsoft.com`, as printed in a draft page. */
function mistypedRegion(
  text: string,
  from: number,
): { readonly region: Region; readonly wrong: readonly number[]; readonly end: number } | null {
  for (const region of regionSchema.options) {
    const host = entryHost(region)
    const end = from + host.length
    const pasted = text.slice(from, end).toLowerCase()
    if (pasted === host || pasted.replaceAll(/[/\\,]/g, '.') !== host) continue
    if (!/^[/\\:?#]?$/.test(text.slice(end, end + 1))) continue
    const wrong = [...pasted].flatMap((character, i) => (/[/\\,]/.test(character) ? [from + i] : []))
    return { region, wrong, end }
  }
  return null
}

/** RFC 1123, 2.1; an IPv6 address in brackets. */
const isHostName = (host: string): boolean =>
  /^[a-z0-9_.-]+$/.test(host) ? !host.includes('..') && !host.startsWith('.') : /^\[[0-9a-f:.]+\]$/.test(host)

/** Adds the fault of a host that is not an entry host. Returns whether the host belongs to the service, correct or misspelt. */
function addHostFault(draft: Draft, { host, from, to }: { host: string; from: number; to: number }): boolean {
  if (host === '') draft.fault('host-missing', from, to)
  else if (!isHostName(host)) draft.fault('host-malformed', from, to)
  else if (host === `ipp${serviceDomain}`) draft.fault('region-missing', from, from)
  else if (host.endsWith(`.ipp${serviceDomain}`))
    draft.fault('region-unknown', from, from + host.length - `.ipp${serviceDomain}`.length)
  else if (host.endsWith(serviceDomain)) return true
  else if (/(^|\.)(ipp|sdg|sgd)\.|teams?\.micro|microsoft/.test(host)) draft.fault('host-misspelt', from, to)
  else {
    draft.fault('host-other', from, to)
    return false
  }
  return true
}
