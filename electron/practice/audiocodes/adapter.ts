/** What the MediaPack and the Mediant-line adapter share: ports with accounts, fetch of the ini file, the head of the downloaded file. */

import type { Account } from '../kit/account.ts'
import { createFaults, type Faults } from '../kit/faults.ts'
import { fetchFile } from '../kit/fetching.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openSnmpAgent, type SnmpAgent } from '../kit/snmp/agent.ts'
import { macLineOf, rowsOf } from '../kit/snmp/mib.ts'
import { openWebServer, type WebDevice } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type Body, openBody } from './body.ts'
import { type AdapterData, bareMac } from './data.ts'
import { parseIni, writeIni } from './ini-file.ts'
import { type IniSettings, openIniSettings } from './ini-settings.ts'

export interface Adapter {
  readonly data: AdapterData
  readonly settings: IniSettings
  readonly body: Body
  readonly address: string
  /** Fetches the file of IniFileURL. */
  fetchNow(): void
}

/** Number of files after which a chain counts as a loop; ours. */
const mostStages = 6

/** @throws PunchdownError port-in-use | address-not-here */
export async function openAdapter(
  parts: PracticeDeviceParts,
  data: AdapterData,
  webOf: (adapter: Adapter, faults: Faults) => WebDevice,
): Promise<PracticeDeviceHandle> {
  const { address, onChange } = parts
  await using open = new AsyncDisposableStack()
  const adapter = await openAdapterParts(open, parts, data)
  const { body } = adapter
  const snmp = open.use(await openAdapterAgent(parts, adapter))
  const faults = createFaults(onChange)
  const listening = { address, port: parts.ports.http, onChange }
  const web = open.use(await openWebServer(listening, webOf(adapter, faults), faults, body.pace))
  body.life.start()
  const owned = open.move()
  const { id, vendor, model, mac, user, password, firmware } = data
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, user, password, firmware, address, faults: faults.list() },
      ports: { http: web.port, https: web.port, sip: body.sip.port, snmp: snmp.port },
      handsets: body.lines.map((line) => line.handset()),
    }),
    ...{ dial: body.dial, misbehave: faults.set },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Everything that it opens is added to `open`. @throws PunchdownError port-in-use | address-not-here */
async function openAdapterParts(
  open: AsyncDisposableStack,
  parts: PracticeDeviceParts,
  data: AdapterData,
): Promise<Adapter> {
  const { address, log } = parts
  const settings = openIniSettings({
    ...{ folder: parts.flashFolder, id: data.id },
    onFailure: (reason) => log.write('practice.flash.not-written', { device: data.id, reason }),
  })
  const userAgent = () => `Audiocodes-Sip-Gateway-${data.board}/v.${data.firmware}`
  const fetching = createFetching(() => adapter)
  const body = await openBody(open, parts, {
    ...{ id: data.id, model: data.board, userAgent },
    lineIds: Array.from(
      { length: data.ports },
      (_, at) => `${bareMac(data)}:${String(at + 1).padStart(3, '0')}`,
    ),
    accounts: () => accountsIn(settings, data.ports),
    // resync over SIP is not published for an adapter
    answer: createSipAnswers({
      ...{ silent: () => false, userAgent, nameHeader: 'Server', fetchEvents: [], refetch: () => false },
    }),
    onStop() {
      fetching.stop()
      settings.restart()
    },
    onStart: fetching.start,
  })
  const adapter: Adapter = { data, settings, body, address, fetchNow: fetching.now }
  return adapter
}

/** The agent that public monitoring code reads; the MAC address only in the place of an ARP table. */
function openAdapterAgent(
  { address, ports, macByStandIn = false }: PracticeDeviceParts,
  { data, body }: Adapter,
): Promise<SnmpAgent> {
  const rows = rowsOf([
    `1.3.6.1.2.1.1.1.0|4|Product: ${data.board};SW Version: ${data.firmware}`,
    `1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.5003.8.1.1.${data.boardType}`,
    ...(macByStandIn ? [macLineOf(data.mac)] : []),
  ])
  return openSnmpAgent({ address, port: ports.snmp, silent: body.life.restarting, rows: () => rows })
}

/**
 * Row n of the table Authentication is port n + 1; the proxy is the first row of ProxyIp. Which port uses which proxy set is not published.
 * Null without a user or a proxy, and over TLS (transport type 2), which is not simulated.
 */
function accountsIn(settings: IniSettings, ports: number): (Account | null)[] {
  const cell = (table: string, index: number, column: string): string => {
    const { columns = [], rows = [] } = settings.table(table) ?? {}
    const at = columns.findIndex((each) => each.toLowerCase() === `${table}_${column}`.toLowerCase())
    return rows.find((row) => row.index === index)?.values[at] ?? ''
  }
  const [host = '', port = '5060'] = cell('ProxyIp', 0, 'IpAddress').split(':')
  const transport = cell('ProxyIp', 0, 'TransportType')
  return Array.from({ length: ports }, (_, at) => {
    const user = cell('Authentication', at, 'UserId')
    if (user === '' || host === '' || transport === '2') return null
    return {
      ...{ identity: `${user}@${host}`, authUser: user, displayName: user },
      password: cell('Authentication', at, 'UserPassword'),
      registrar: `${host}:${port}`,
      transport: transport === '1' ? 'tcp' : 'udp',
    }
  })
}

/** `Mozilla/4.0 (compatible; AudioCodes; MP-118 FXS;6.60A.367.005;00908F4F0118;0)`; the value of <CONF> is ours. */
const httpUserAgent = ({ data, settings }: Adapter): string =>
  settings
    .get('AUPDHTTPUSERAGENT')
    .replaceAll('<NAME>', data.board)
    .replaceAll('<VER>', data.firmware)
    .replaceAll('<MAC>', bareMac(data))
    .replaceAll('<CONF>', '0')

/**
 * A file that differs from the last one is applied and saved, then the device restarts and fetches again. A real device sends
 * If-Modified-Since; here the text of the file decides.
 */
function createFetching(adapterOf: () => Adapter) {
  let turn = 0
  let stages = 0
  const fetch = (adapter: Adapter): void => {
    const { settings, body, data } = adapter
    turn += 1
    const mine = turn
    body.life.run(async () => {
      for (;;) {
        const url = settings.get('IniFileURL').replaceAll('<MAC>', bareMac(data))
        if (url === '' || mine !== turn || !(await body.pace.wait(0))) return
        const file = await fetchFile(url, httpUserAgent(adapter), body.pace.off)
        if (mine !== turn) return
        if (file.outcome === 'fetched') return apply(adapter, file.text)
        body.syslog.write(`auto-update ${file.outcome} ${url}: ${file.why}`)
        if (file.outcome === 'refused') return
        if (!(await body.pace.waitToRetry(Number(settings.get('AUPDRetryTime')) * 1000))) return
      }
    })
  }
  const apply = ({ settings, body }: Adapter, text: string): void => {
    if (stages >= mostStages || !settings.isNewFile(text)) return
    stages += 1
    const url = settings.get('IniFileURL')
    settings.load(parseIni(text), settings.get('SetDefaultOnIniFileProcess') === '1' ? 'replace' : 'merge')
    // a file without the parameter keeps the URL: ours
    if (settings.get('IniFileURL') === '') settings.set('IniFileURL', url)
    settings.burn()
    body.life.restart('automatic update')
  }
  return {
    start: () => fetch(adapterOf()),
    stop() {
      turn += 1
    },
    now() {
      stages = 0
      fetch(adapterOf())
    },
  }
}

/** The published comments at the head, then parameters that differ from the factory values. */
export const iniOf = ({ data, settings, address }: Adapter): string =>
  writeIni(settings.content(), [
    `Board: ${data.board}`,
    `Board Type: ${data.boardType}`,
    `Serial Number: ${data.serial}`,
    `Software Version: ${data.firmware}`,
    `Board IP Address: ${address}`,
  ])
