/** Fetches the configuration file of the adapter. */
import { fetchFile } from '../kit/fetching.ts'
import { expand } from '../kit/obi-software.ts'
import { names } from './parameters.ts'
import { readProfile } from './profile.ts'
import { type Adapter, bareMac, userAgent } from './state.ts'

/** Number of URLs after which a chain counts as a loop; ours. */
const mostStages = 6
/** Realistic duration between two tries, milliseconds; ours. */
const retryMs = 30_000
/** The first fetch after a start comes after 30 to 90 s. */
const firstFetchMs = 60_000

/**
 * Waits as after a start, then fetches with the settings of the start; with the method Periodically again and again. `onStored` follows
 * each stored file.
 */
export async function provision(
  adapter: Adapter,
  isCurrent: () => boolean,
  onStored: () => void,
): Promise<void> {
  const { core, settings } = adapter
  const method = settings.get(names.method)
  const seconds = Number(settings.get(names.interval))
  let url = urlOf(adapter)
  // Time Of Day is not simulated
  if (url === '' || (method !== 'System Start' && method !== 'Periodically')) return
  if (!(await core.pace.wait(firstFetchMs))) return
  while (isCurrent()) {
    if (await fetchChain(adapter, url, isCurrent)) {
      url = urlOf(adapter)
      onStored()
    }
    if (method !== 'Periodically' || !(seconds > 0)) return
    if (!(await core.pace.waitToRetry(seconds * 1000))) return
  }
}

/** Follows the ConfigURL of each file until one names the URL that it came from. True when a file was stored. */
async function fetchChain(adapter: Adapter, first: string, isCurrent: () => boolean): Promise<boolean> {
  const { settings, core, data } = adapter
  let url = first
  let stage = 0
  while (stage < mostStages && isCurrent()) {
    const file = await fetchFile(url, userAgent(data), core.pace.off)
    if (!isCurrent()) return false
    core.syslog.write(`provisioning ${file.outcome} ${url}`)
    if (file.outcome === 'refused') return stage > 0
    const values = file.outcome === 'fetched' ? readProfile(file.text) : null
    if (values === null) {
      if (!(await core.pace.waitToRetry(retryMs))) return stage > 0
      continue
    }
    settings.provision(values)
    stage += 1
    const next = urlOf(adapter)
    if (next === url || next === '') return true
    url = next
  }
  return stage > 0 && isCurrent()
}

/** `$mac` in lower case, `$MAC` in upper case; the other macros of the family that are published. */
const urlOf = ({ data, settings }: Adapter): string =>
  expand(settings.get(names.configUrl), {
    mac: bareMac(data).toLowerCase(),
    ...{ MAC: bareMac(data), DM: data.wireModel, DSN: data.serial, FWV: data.firmware },
  })
