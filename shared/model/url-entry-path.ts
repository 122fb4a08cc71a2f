/**
 * Reads the path of a pasted provisioning URL: language, tenant and the file name that a class of devices needs. Pure.
 *   /lang_de/tenantid/6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11/00${IPEI}.cfg
 */

import { choicesIn, type DeviceClass } from './provisioning-facts.ts'
import { isTenantId } from './provisioning-url.ts'
import { type Language, languageSchema, type SegmentOrder } from './region.ts'
import type { Draft } from './url-fault.ts'

export interface EntryPath {
  readonly parts: {
    readonly language: Language | null
    readonly tenant: string | null
    readonly order: SegmentOrder | null
    readonly suffix: string
  }
  /** The corrected path; null when uncertain. */
  readonly path: string | null
}

interface Segment {
  readonly text: string
  /** Position of its first character. */
  readonly from: number
}

/** State of reading the segments. */
interface Reading {
  language: Language | null
  tenant: string | null
  order: SegmentOrder | null
  /** Corrected segments. */
  readonly kept: string[]
  isCertain: boolean
}

/** `isEntry`: whether the host is an entry host, whose path has segments; for other hosts only slashes are checked. */
export function readEntryPath(draft: Draft, from: number, isEntry: boolean): EntryPath {
  const { text } = draft
  const query = text.slice(from).search(/[?#]/)
  const to = query === -1 ? text.length : from + query
  if (query !== -1 && isEntry) draft.fault('query-not-expected', to, text.length)
  const segments = segmentsOf(draft, from, to)
  const nothing = { language: null, tenant: null, order: null }
  if (!isEntry) {
    const path = segments.map((segment) => `/${segment.text}`).join('')
    const end = /[/\\]$/.test(text.slice(from, to)) ? '/' : ''
    return { parts: { ...nothing, suffix: path }, path: path + end + text.slice(to) }
  }
  const reading: Reading = { ...nothing, kept: [], isCertain: query === -1 }
  const rest = readNamedSegments(draft, segments, reading)
  if (rest.length > 0 && /[/\\]$/.test(text.slice(from, to))) draft.fault('slash-at-end', to - 1, to)
  const suffix = rest.map((segment) => `/${segment.text}`).join('')
  const right = readSuffix(draft, suffix, { from: rest[0]?.from ?? to, to })
  const { language, tenant, order } = reading
  return {
    parts: { language, tenant, order, suffix },
    path:
      right === null || !reading.isCertain
        ? null
        : reading.kept.map((segment) => `/${segment}`).join('') + right,
  }
}

/** The non-empty segments. Adds a fault for each doubled slash and backslash. */
function segmentsOf(draft: Draft, from: number, to: number): Segment[] {
  const segments: Segment[] = []
  let start = from
  for (let i = from; i <= to; i++) {
    const character = draft.text.charAt(i)
    if (i < to && character === '\\') draft.fault('backslash', i, i + 1)
    if (i < to && character !== '/' && character !== '\\') continue
    if (i > start) segments.push({ text: draft.text.slice(start, i), from: start })
    else if (i > from && i < to) draft.fault('slash-doubled', i, i + 1)
    start = i + 1
  }
  return segments
}

/** Reads language and tenant in either order, because Microsoft publishes none. Returns the remaining segments. */
function readNamedSegments(draft: Draft, segments: readonly Segment[], reading: Reading): readonly Segment[] {
  let next = 0
  for (;;) {
    const segment = segments[next]
    if (segment === undefined) return []
    const lower = segment.text.toLowerCase()
    if (/^lang(?:uage)?(?:[_.=-]|$)/.test(lower)) {
      readLanguage(draft, segment, reading)
      next += 1
    } else if (/^tenant(?:[_-]?id)?$/.test(lower) || isTenantId(withoutBraces(segment.text))) {
      next += readTenant(draft, segment, segments[next + 1], reading)
    } else return segments.slice(next)
  }
}

function readLanguage(draft: Draft, { text, from }: Segment, reading: Reading): void {
  const { device } = draft
  const to = from + text.length
  const [, mark = '', code = ''] = /^lang(?:uage)?([_.=-]?)(.*)$/i.exec(text) ?? []
  const known = languageSchema.options.find((each) => each === code.toLowerCase())
  if (reading.language !== null) {
    draft.fault('language-twice', from, to)
    reading.isCertain = false
  } else if (known === undefined) {
    draft.fault(code === '' ? 'language-malformed' : 'language-unknown', to - code.length, to)
    reading.isCertain = false
  } else {
    const isNamedRight = /^lang_/i.test(text) && mark === '_'
    if (!isNamedRight) draft.fault('language-malformed', from, to)
    else if (text !== `lang_${known}`) draft.fault('segment-case', from, to)
    const exception = device?.languageExceptions.find((each) => each.language === known)
    if (exception?.offered === 'none') draft.fault('language-not-offered', from, to)
    reading.language = known
    if (reading.tenant !== null) reading.order = 'tenant-first'
    reading.kept.push(`lang_${known}`)
  }
}

const withoutBraces = (text: string): string => text.replace(/^\{/, '').replace(/\}$/, '')

/** Accepts tenant ids in braces (`{6F1B…}`) and without hyphens. Returns the number of segments read. */
function readTenant(draft: Draft, name: Segment, value: Segment | undefined, reading: Reading): number {
  const isNamed = !isTenantId(withoutBraces(name.text))
  const id = isNamed ? value : name
  const count = isNamed && value !== undefined ? 2 : 1
  if (!isNamed) draft.fault('tenant-name', name.from, name.from)
  else if (name.text.toLowerCase() !== 'tenantid')
    draft.fault('tenant-name', name.from, name.from + name.text.length)
  else if (name.text !== 'tenantid') draft.fault('segment-case', name.from, name.from + name.text.length)
  const end = name.from + name.text.length
  if (reading.tenant !== null) {
    draft.fault('tenant-twice', name.from, id === undefined ? end : id.from + id.text.length)
    reading.isCertain = false
    return count
  }
  const tenant = id === undefined ? null : tenantIn(id.text)
  if (id === undefined || tenant !== id.text)
    draft.fault('tenant-malformed', id?.from ?? end, id === undefined ? end : id.from + id.text.length)
  if (tenant === null) reading.isCertain = false
  else {
    reading.tenant = tenant
    if (reading.language !== null) reading.order = 'language-first'
    reading.kept.push('tenantid', tenant)
  }
  return count
}

function tenantIn(text: string): string | null {
  const plain = withoutBraces(text)
  if (isTenantId(plain)) return plain
  const digits = /^[0-9a-f]{32}$/i.test(plain) ? plain : null
  return digits === null
    ? null
    : [0, 8, 12, 16, 20].map((start, i, all) => digits.slice(start, all[i + 1])).join('-')
}

/** Returns the suffix that the device needs; null when several are possible. */
function readSuffix(draft: Draft, suffix: string, { from, to }: { from: number; to: number }): string | null {
  const { device, facts } = draft
  const known = (found: DeviceClass): readonly string[] => choicesIn(found.suffix).map(({ value }) => value)
  const own = device === null ? [] : known(device)
  if (own.includes(suffix)) return suffix
  const others = facts.classes.some((found) => suffix !== '' && known(found).includes(suffix))
  const only = own.length === 1 ? (own[0] ?? null) : null
  if (device !== null && own.length === 0) {
    if (suffix !== '') draft.fault('suffix-unconfirmed', from, to)
    return suffix
  }
  if (device === null && (suffix === '' || others)) return suffix
  if (suffix === '') draft.fault('suffix-missing', to, to)
  else if (others) draft.fault('suffix-of-other-make', from, to)
  else if (/[0-9a-f]{12}/i.test(suffix)) draft.fault('suffix-of-one-device', from, to)
  else draft.fault('suffix-unknown', from, to)
  return only
}
