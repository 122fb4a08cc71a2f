/** Fetches the settings files of the phone, and a firmware file. */
import { fetchFile } from '../kit/fetching.ts'
import { settingsIn } from './settings-file.ts'
import { bareMac, httpUserAgent, type Phone } from './state.ts'

type Fetching = Pick<Phone, 'data' | 'settings' | 'syslog' | 'pace'>

/** Number of servers after which a chain counts as a loop; ours. */
const mostStages = 6
/** Realistic duration between two tries, milliseconds; ours. */
const retryMs = 30_000

/** setting_server; the answer of SIP PnP where it is empty (the order is ours). */
const serverOf = ({ settings }: Fetching): string =>
  settings.get('setting_server') || settings.get('pnp_server')

/**
 * Fetches until a server answers, and follows the setting_server of its files. `isCurrent` turns false when another fetch starts.
 * A refused URL is not tried again. True when a file was stored.
 */
export async function fetchSettings(phone: Fetching, isCurrent: () => boolean): Promise<boolean> {
  let isStored = false
  let stage = 0
  while (stage < mostStages && isCurrent() && !phone.pace.off.aborted) {
    const server = serverOf(phone)
    if (server === '') return isStored
    const outcome = await fetchFrom(phone, server, isCurrent)
    if (outcome === 'refused') return isStored
    if (outcome === 'failed') {
      if (!(await phone.pace.waitToRetry(retryMs))) return isStored
      continue
    }
    isStored = true
    stage += 1
    if (serverOf(phone) === server) return true
  }
  return isStored
}

/** The file of the model, then that of the phone. `stored` when one of them has settings. */
async function fetchFrom(
  phone: Fetching,
  server: string,
  isCurrent: () => boolean,
): Promise<'stored' | 'failed' | 'refused'> {
  const { data, settings, syslog, pace } = phone
  let outcome: 'stored' | 'failed' = 'failed'
  for (const url of filesOf(phone, server)) {
    const file = await fetchFile(url, httpUserAgent(data, settings), pace.off)
    if (!isCurrent()) return 'failed'
    if (file.outcome !== 'fetched') syslog.write(`provisioning ${file.outcome} ${url}: ${file.why}`)
    if (file.outcome === 'refused') return 'refused'
    const found = file.outcome === 'fetched' ? settingsIn(file.text) : null
    if (found === null) continue
    settings.provision(found)
    outcome = 'stored'
  }
  return outcome
}

/** A plain root gives two files; a URL of a file is fetched as it is (inferred). `{mac}` stands for the MAC address. */
function filesOf({ data }: Fetching, server: string): string[] {
  const url = server.replaceAll('{mac}', bareMac(data))
  if (/\/[^/]+\.(?:htm|html|xml|php|cfg)(?:\?.*)?$/.test(url)) return [url]
  const folder = url.replace(/\/$/, '')
  return [`${folder}/snom${data.model}.htm`, `${folder}/snom${data.model}-${bareMac(data)}.htm`]
}

/** `snomD735-10.1.152.12-SIP-r.bin`; the content is ignored. The new version, or null when it keeps its own. */
export async function fetchFirmware(phone: Fetching, url: string): Promise<string | null> {
  const { data, settings, syslog, pace } = phone
  const [, model, version] = /\/snom(\w+)-(\d+(?:\.\d+){3})-SIP-r\.bin$/.exec(url) ?? []
  if (version === undefined || model !== data.model) {
    syslog.write(`firmware refused ${url}: not for this phone`)
    return null
  }
  const file = await fetchFile(url, httpUserAgent(data, settings), pace.off)
  if (file.outcome === 'fetched') return version
  syslog.write(`firmware ${file.outcome} ${url}: ${file.why}`)
  return null
}
