/** Fetches the device's configuration files; the account in its settings. */
import type { Account } from '../kit/account.ts'
import { fetchFile } from '../kit/fetching.ts'
import type { Settings } from './settings.ts'
import { bareMac, type Speaker } from './state.ts'

type Fetching = Pick<Speaker, 'data' | 'settings' | 'syslog' | 'pace'>

/** Number of servers after which a chain counts as a loop; ours. */
const mostStages = 6

/** The Teams region where Teams mode is on (that it is fetched like another server is inferred), else the static server. */
function serverOf({ settings }: Fetching): string {
  if (settings.get('admin.teams.use') === '1') return settings.text('admin.teams.region')
  const host = settings.text('prov.server.static')
  if (settings.get('prov.use') !== '1' || settings.get('prov.server.method') !== 'static' || host === '')
    return ''
  const path = settings.text('prov.download.cfgpath').replace(/^\//, '')
  return `${settings.text('prov.download.method')}://${host}/${path}`
}

/** Follows the server in the files. True when a file was stored. */
export async function fetchConfiguration(speaker: Fetching, isCurrent: () => boolean): Promise<boolean> {
  let isStored = false
  for (let stage = 0; stage < mostStages && isCurrent(); stage++) {
    const server = serverOf(speaker)
    if (server === '' || !(await fetchFrom(speaker, server, isCurrent))) return isStored
    isStored = true
    if (serverOf(speaker) === server) return true
  }
  return isStored
}

/** The file of the model, then that of the device. No User-Agent is published. */
async function fetchFrom(speaker: Fetching, server: string, isCurrent: () => boolean): Promise<boolean> {
  const { data, settings, syslog, pace } = speaker
  const folder = server.replace(/\/$/, '')
  let isStored = false
  for (const name of [`algop${data.model}.conf`, `algom${bareMac(data)}.conf`]) {
    const file = await fetchFile(`${folder}/${name}`, null, pace.off)
    if (!isCurrent()) return false
    if (file.outcome === 'fetched') {
      settings.store(valuesIn(file.text))
      isStored = true
    } else syslog.write(`provisioning ${file.outcome} ${folder}/${name}: ${file.why}`)
    if (file.outcome === 'refused') return false
  }
  return isStored
}

/**
 * Lines without an equals sign are left out. Sample:
 *   sip.proxy = 192.0.2.1
 *   sip.u1.user = 201
 */
function valuesIn(text: string): (readonly [string, string])[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf('=')
    return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const]
  })
}

/** The values of sip.transp are not published: `tcp` selects TCP. */
export function accountIn(settings: Settings): Account | null {
  const user = settings.text('sip.u1.user')
  const proxy = settings.text('sip.proxy')
  if (user === '' || proxy === '') return null
  const server = settings.text('sip.obproxy') || proxy
  return {
    identity: `${user}@${proxy.split(':')[0] ?? ''}`,
    authUser: settings.text('sip.u1.auth') || user,
    password: settings.text('sip.u1.pwd'),
    registrar: server.includes(':') ? server : `${server}:5060`,
    transport: settings.text('sip.transp').toLowerCase() === 'tcp' ? 'tcp' : 'udp',
    displayName: settings.text('sip.u1.dname'),
  }
}
