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

/** Waits as after a start, then fetches; with the method Periodically again and again. `onStored` follows each stored file. */
export async function provision(
  adapter: Adapter,
  isCurrent: () => boolean,
  onStored: () => void,
): Promise<void> {
  const { core, settings } = adapter
  if (!(await core.pace.wait(firstFetchMs))) return
  while (isCurrent()) {
    const method = settings.get(names.method)
    // Time Of Day is not simulated
    if (method !== 'System Start' && method !== 'Periodically') return
    if (await fetchChain(adapter, isCurrent)) onStored()
    const seconds = Number(settings.get(names.interval))
    if (method !== 'Periodically' || !(seconds > 0)) return
    if (!(await core.pace.waitToRetry(seconds * 1000))) return
  }
}

/** Follows the ConfigURL of each file until one names the URL that it came from. True when a file was stored. */
async function fetchChain(adapter: Adapter, isCurrent: () => boolean): Promise<boolean> {
  const { settings, core, data } = adapter
  let isStored = false
  for (let stage = 0; stage < mostStages && isCurrent(); ) {
    const url = urlOf(adapter)
    if (url === '') return isStored
    const file = await fetchFile(url, userAgent(data), core.pace.off)
    if (!isCurrent()) return false
    core.syslog.write(`provisioning ${file.outcome} ${url}`)
    if (file.outcome === 'refused') return isStored
    const values = file.outcome === 'fetched' ? readProfile(file.text) : null
    if (values === null) {
      if (!(await core.pace.waitToRetry(retryMs))) return isStored
      continue
    }
    settings.provision(values)
    isStored = true
    stage += 1
    if (urlOf(adapter) === url) return true
  }
  return isStored
}

/** `$mac` in lower case, `$MAC` in upper case; the other macros of the family that are published. */
const urlOf = ({ data, settings }: Adapter): string =>
  expand(settings.get(names.configUrl), {
    mac: bareMac(data).toLowerCase(),
    ...{ MAC: bareMac(data), DM: data.wireModel, DSN: data.serial, FWV: data.firmware },
  })
