/**
 * Reads a pasted provisioning URL: its parts, the stage of the device that has it, and every fault with its position. Pure; linear
 * in the length of the text, which is limited. Never throws.
 */
import { looksLikeRanges, readRanges } from './firewall-range.ts'
import { cleanPasted } from './pasted-text.ts'
import type { DeviceClass, ProvisioningFacts } from './provisioning-facts.ts'
import { mask, maskDeviceToken, stageOfPath, type UrlStage } from './provisioning-stage.ts'
import type { Language, Region, SegmentOrder } from './region.ts'
import { readAuthority } from './url-authority.ts'
import { readEntryPath } from './url-entry-path.ts'
import { type Draft, isWarning, type UrlFault } from './url-fault.ts'

interface UrlParts {
  readonly scheme: string | null
  readonly host: string
  readonly region: Region | null
  readonly language: Language | null
  readonly tenant: string | null
  /** Null unless both language and tenant are given. */
  readonly order: SegmentOrder | null
  readonly suffix: string
}

export interface PastedReading {
  readonly kind: 'url' | 'ranges'
  readonly faults: readonly UrlFault[]
  /** Null for firewall ranges, and when no host can be read. */
  readonly parts: UrlParts | null
  readonly stage: UrlStage | null
  /** The corrected text; null unless every fault has exactly one correction. */
  readonly corrected: string | null
  /** The text with tokens and credentials masked, for logs and reports. */
  readonly masked: string
}

/** Longer than any URL that a device stores. */
export const longestPasted = 2_048

/** `device`: class of the device for the URL; null when not known. */
export function readPasted(
  pasted: string,
  facts: ProvisioningFacts,
  device: DeviceClass | null,
): PastedReading {
  if (pasted.length > longestPasted)
    return failed(pasted.slice(0, longestPasted), [
      { code: 'too-long', start: longestPasted, end: pasted.length },
    ])
  if (looksLikeRanges(pasted)) {
    const documented = facts.service.ranges.map(({ value }) => value)
    return { kind: 'ranges', parts: null, stage: null, masked: pasted, ...readRanges(pasted, documented) }
  }
  const reading = readOnce(pasted, facts, device)
  const { proposal, ...plain } = reading
  const certain =
    proposal !== null &&
    plain.faults.length > 0 &&
    proposal !== pasted &&
    !readOnce(proposal, facts, device).faults.some((each) => !isWarning(each))
  return { ...plain, corrected: certain ? proposal : null }
}

const failed = (text: string, faults: readonly UrlFault[]): PastedReading => ({
  ...{ kind: 'url', faults, parts: null, stage: null, corrected: null },
  masked: maskUrl(text),
})

function readOnce(
  pasted: string,
  facts: ProvisioningFacts,
  device: DeviceClass | null,
): PastedReading & { readonly proposal: string | null } {
  const clean = cleanPasted(pasted)
  const faults: UrlFault[] = [...clean.faults]
  if (clean.text === '')
    return { ...failed(pasted, [{ code: 'empty', start: 0, end: pasted.length }]), proposal: null }
  const placeOf = (position: number): number => clean.at[position] ?? (clean.at.at(-1) ?? -1) + 1
  const draft: Draft = {
    ...{ text: clean.text, facts, device },
    fault(code, start, end) {
      faults.push({ code, start: placeOf(start), end: end > start ? placeOf(end - 1) + 1 : placeOf(start) })
    },
  }
  const { scheme, host, region, isService, pathFrom, origin } = readAuthority(draft)
  const path = clean.text.slice(pathFrom)
  const segments = path.split(/[?#]/, 1)[0]?.split('/').slice(1) ?? []
  const stage = region === null || segments[0] === 'device' ? stageOfPath(segments) : 'entry'
  if (stage !== null && stage !== 'entry') draft.fault('later-stage', pathFrom, clean.text.length)
  const entry = readEntryPath(draft, pathFrom, region !== null && stage === 'entry')
  faults.sort((a, b) => a.start - b.start || a.end - b.end)
  return {
    ...{ kind: 'url', faults, stage, masked: maskUrl(pasted) },
    parts:
      host === ''
        ? null
        : { scheme, host, region, ...entry.parts, suffix: maskDeviceToken(entry.parts.suffix) },
    corrected: null,
    proposal:
      origin === null || entry.path === null || (isService && region === null && stage === null)
        ? null
        : origin + entry.path,
  }
}

/** The stage of a device by the values of its settings; null when none is a URL of the service. */
export function heldStage(values: readonly (string | null)[], facts: ProvisioningFacts): UrlStage | null {
  for (const value of values) {
    if (value?.includes('://') !== true) continue
    const { stage } = readPasted(value, facts, null)
    if (stage !== null) return stage
  }
  return null
}

/** Masks the token of a device, credentials and the values of a query in a URL, for logs and reports. */
export const maskUrl = (text: string): string =>
  maskDeviceToken(text)
    .replace(/(:\/\/)[^\s/?#@]{1,400}@/g, `$1${mask}@`)
    .replace(/([?&][^=&#?\s]{1,60}=)[^&#\s]+/g, `$1${mask}`)
