/** Scheme and host of a pasted provisioning URL. Pure. */

import { entryHost, type Region, regionSchema } from './region.ts'
import type { Draft } from './url-fault.ts'

const serviceDomain = '.sdg.teams.microsoft.com'

export interface Authority {
  readonly scheme: string | null
  /** In lower case, without port. */
  readonly host: string
  readonly region: Region | null
  /** Whether the host is, or is meant to be, one of the service. */
  readonly isService: boolean
  /** Position of the first `/` after the host; the length of the text where there is none. */
  readonly pathFrom: number
  /** Scheme and host without faults: `http://emea.ipp.sdg.teams.microsoft.com`; null where that is not certain. */
  readonly origin: string | null
}

interface Scheme {
  /** Null when it is missing; in lower case. */
  readonly scheme: string | null
  readonly hostFrom: number
}

export function readAuthority(draft: Draft): Authority {
  const { text } = draft
  const { scheme, hostFrom } = readScheme(draft)
  const slip = regionWithSlip(text, hostFrom)
  if (slip !== null) {
    for (const at of slip.wrong) draft.fault('slash-for-dot', at, at + 1)
    return entry(draft, scheme, { hostFrom, region: slip.region, pathFrom: slip.end })
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
    const found = entry(draft, scheme, { hostFrom, region, pathFrom })
    return at === -1 ? found : { ...found, origin: null }
  }
  const isService = nameHost(draft, { host, from: nameFrom, to: pathFrom - port.length })
  schemeOfOther(draft, scheme, hostFrom)
  const sound = at === -1 && isHostName(host) && scheme !== null && /^https?$/.test(scheme)
  const origin = sound ? `${scheme}://${host}${port}` : null
  return { scheme, host, region: null, isService, pathFrom, origin }
}

/** Scheme, colon and slashes. `http:/host`, `http//host` and `http:\\host` are told from a scheme that is missing. */
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

/** The service is promised over plain HTTP alone, so its scheme is certain whatever was pasted. */
function entry(
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

/** `apac/ipp.sdg.teams.microsoft.com`, once printed in a draft: a host of the service with slashes or commas for dots. */
function regionWithSlip(
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

/** Names what is wrong with a host that is no entry of the service. Returns whether it is meant to be one. */
function nameHost(draft: Draft, { host, from, to }: { host: string; from: number; to: number }): boolean {
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
