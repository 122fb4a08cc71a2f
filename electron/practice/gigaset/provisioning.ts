/** Fetches the provisioning file of the base, and a firmware file. */
import { fetchFile } from '../kit/fetching.ts'
import { type ProvisioningFile, readProvisioningFile } from './provisioning-file.ts'
import { names } from './settings.ts'
import { type Base, bareMac, httpUserAgent } from './state.ts'

/** Number of servers after which a chain counts as a loop; ours. */
const mostStages = 6
/** Realistic duration between two tries, milliseconds; ours. */
const retryMs = 30_000

/**
 * Fetches until a server answers, and follows the server that its files name. `isCurrent` turns false when another fetch starts.
 * True when a file was stored.
 */
export async function provision(base: Base, isCurrent: () => boolean): Promise<boolean> {
  const { settings, core } = base
  let isStored = false
  let stage = 0
  while (stage < mostStages && isCurrent() && !core.pace.off.aborted) {
    const server = settings.get(names.server)
    if (server === '') return isStored
    const outcome = await fetchFrom(base, server, isCurrent)
    if (outcome === 'refused') return isStored
    if (outcome === 'failed') {
      if (!(await core.pace.waitToRetry(retryMs))) return isStored
      continue
    }
    isStored = true
    stage += 1
    if (settings.get(names.server) === server) return true
  }
  return isStored
}

async function fetchFrom(
  base: Base,
  server: string,
  isCurrent: () => boolean,
): Promise<'stored' | 'failed' | 'refused'> {
  const { core } = base
  let outcome: 'stored' | 'failed' = 'failed'
  for (const url of filesOf(base, server)) {
    const file = await fetchFile(url, httpUserAgent(base), core.pace.off)
    if (!isCurrent()) return 'failed'
    if (file.outcome !== 'fetched') core.syslog.write(`provisioning ${file.outcome} ${url}: ${file.why}`)
    if (file.outcome === 'refused') return 'refused'
    const found = file.outcome === 'fetched' ? readProvisioningFile(file.text) : null
    if (found === null) continue
    apply(base, found)
    outcome = 'stored'
  }
  return outcome
}

/**
 * Documented: a URL with `%MACD` or with the name of a file is used as typed; another one gives `provisioning.xml`, then the file of the
 * MAC address. The forms of a file's name are ours.
 */
function filesOf({ data }: Base, server: string): string[] {
  const mac = data.options.macInFileNames === 'lower' ? bareMac(data).toLowerCase() : bareMac(data)
  if (server.includes('%MACD')) return [server.replaceAll('%MACD', mac)]
  if (/\/[^/]+\.(?:xml|cfg|php)(?:\?.*)?$/.test(server)) return [server]
  const folder = server.replace(/\/$/, '')
  return [`${folder}/provisioning.xml`, `${folder}/${mac}.xml`]
}

function apply(base: Base, file: ProvisioningFile): void {
  const { settings, core } = base
  settings.store(file.values)
  if (file.removesOthers) settings.keepSlots(file.handsets)
  for (const number of file.handsets) settings.addSlot(number, '')
  if (file.window !== null) {
    const startsAt = file.window.start * 1000
    base.openWindow(startsAt, startsAt + file.window.duration * 1000)
  }
  const { firmware } = file
  if (firmware !== null && `83.V${firmware.version}` !== settings.firmware().version)
    core.life.run(() => loadFirmware(base, firmware))
}

/** `Gigaset-Nx70-V2.53.0-build.4fa8a54.bin`; the content is ignored. */
async function loadFirmware(base: Base, { url, version }: { url: string; version: string }): Promise<void> {
  const { core, settings } = base
  const [, named, build] = /\/Gigaset-Nx70-V(\d+(?:\.\d+){2})-build\.(\w{1,20})\.bin$/.exec(url) ?? []
  if (build === undefined || named !== version) {
    core.syslog.write(`firmware refused ${url}: not for this base`)
    return
  }
  const file = await fetchFile(url, httpUserAgent(base), core.pace.off)
  if (file.outcome !== 'fetched') {
    core.syslog.write(`firmware ${file.outcome} ${url}: ${file.why}`)
    return
  }
  settings.setFirmware(`83.V${version}`, build)
  core.life.restart('firmware')
}
