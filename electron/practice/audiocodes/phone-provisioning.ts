/** Fetches the phone's configuration file and its firmware. */
import { fetchFile } from '../kit/fetching.ts'
import type { Pace } from '../kit/pace.ts'
import type { Syslog } from '../kit/syslog.ts'
import { parseCfg } from './cfg-file.ts'
import { bareMac, type PhoneData } from './data.ts'
import { keys, type PhoneSettings } from './phone-settings.ts'
import { httpUserAgent } from './phone-state.ts'

interface FetchParts {
  readonly data: PhoneData
  readonly settings: PhoneSettings
  readonly syslog: Syslog
  readonly pace: Pace
  /** False when the phone restarts or a later fetch started. */
  readonly isCurrent: () => boolean
  readonly onRequest: (url: string) => void
}

/** Number of files after which a chain counts as a loop; ours. */
const mostStages = 6
/** Realistic duration between two tries, milliseconds; ours. */
const retryMs = 30_000

/**
 * `http://h` → http://h/00908F602AAC.cfg, as a server of public code expects it; a URL of a .cfg file is fetched as it is, with its
 * macro `<MAC>`.
 */
function fileUrl(url: string, data: PhoneData): string {
  const filled = url.replaceAll('<MAC>', bareMac(data))
  return /\.cfg$/i.test(filled) ? filled : `${filled.replace(/\/$/, '')}/${bareMac(data)}.cfg`
}

/** Follows the URL of its files until one names the URL that it came from. True when a file was stored. */
export async function fetchConfiguration(parts: FetchParts): Promise<boolean> {
  const { settings, data, syslog, pace, isCurrent } = parts
  let isStored = false
  for (let stage = 0; stage < mostStages && isCurrent(); ) {
    const url = settings.get(keys.method) === 'STATIC' ? settings.get(keys.url) : ''
    if (url === '') return isStored
    const target = fileUrl(url, data)
    parts.onRequest(target)
    const file = await fetchFile(target, httpUserAgent(data, settings), pace.off)
    if (!isCurrent()) return isStored
    if (file.outcome !== 'fetched') {
      syslog.write(`provisioning ${file.outcome} ${target}: ${file.why}`)
      if (file.outcome === 'refused' || !(await pace.waitToRetry(retryMs))) return isStored
      continue
    }
    stage += 1
    syslog.write(`provisioning fetched ${target}`)
    settings.store(parseCfg(file.text))
    isStored = true
    if (settings.get(keys.url) === url) return isStored
  }
  return isStored
}

/** The new version, or null when the phone keeps its own. */
export async function fetchFirmware(parts: FetchParts): Promise<string | null> {
  const { settings, data, syslog, pace } = parts
  const url = settings.get(keys.method) === 'STATIC' ? settings.get(keys.firmwareUrl) : ''
  const version = firmwareIn(url)
  if (version === null || version === settings.firmware() || !parts.isCurrent()) return null
  parts.onRequest(url)
  const file = await fetchFile(url, httpUserAgent(data, settings), pace.off)
  // the content is not used: a real file is longer than the practice device accepts
  if (file.outcome === 'fetched' || file.why === 'file too long') return version
  syslog.write(`firmware ${file.outcome} ${url}: ${file.why}`)
  return null
}

/** `…/C450HD_UC_3.4.8.808.img` → 3.4.8.808. No name of a firmware file is published: ours. */
export const firmwareIn = (name: string): string | null =>
  /(\d{1,3}(?:\.\d{1,5}){3})\.img$/.exec(name)?.[1] ?? null
