/**
 * The practice office, on consecutive ports of this laptop: switches and devices that only answer with their banners, and whole practice
 * devices in the place of those that have one.
 */
import { createSocket, type Socket } from 'node:dgram'
import type { Server } from 'node:http'
import { PunchdownError } from '#shared/errors.ts'
import type { PracticeDevice, PracticeOfficeDevice } from '#shared/model/host.ts'
import type { Ports } from '#shared/model/job.ts'
import { portsInRow } from '#shared/model/target.ts'
import { type ListenAddress, listen } from '../../platform/sockets.ts'
import { answerSnmp } from '../kit/snmp/agent.ts'
import type { AgentRow } from '../kit/snmp/message.ts'
import { macLineOf, rowsOf } from '../kit/snmp/mib.ts'
import type { PracticeDeviceHandle } from '../practice.ts'
import { type Office, type OfficeDevice, portNameOf, readOffice } from './data.ts'
import { answerSip, type SipName } from './sip.ts'
import { linesOf } from './switch-tables.ts'
import { type Page, pageServer } from './web.ts'

export interface OpenOffice extends AsyncDisposable {
  /** Scan target that covers all of it: `127.0.0.1:18101-18173`. */
  readonly target: string
  readonly devices: readonly PracticeOfficeDevice[]
  /** The whole devices among them, by their id. */
  readonly whole: ReadonlyMap<string, PracticeDeviceHandle>
  /** Switch port of the practice base. */
  readonly basePort: NonNullable<PracticeOfficeDevice['switch']>
}

export interface OfficeParts {
  readonly address: string
  /** Ports of the practice base; each office device has the same distances between its web, SIP and SNMP ports. */
  readonly ports: Ports
  readonly base: Pick<PracticeDevice, 'mac' | 'model' | 'vendor' | 'firmware'>
  /** First web port to try. */
  readonly row?: number
  /** Opens a whole practice device; without it, every device only answers with its banners. @throws PunchdownError port-in-use */
  readonly open?: OpenWhole
}

/** A whole practice device to open. */
type Whole = NonNullable<OfficeDevice['practice']> & Pick<OfficeDevice, 'macByStandIn'>
export type OpenWhole = (wanted: Whole, ports: Ports) => Promise<PracticeDeviceHandle>

/**
 * The first web port of the row follows that of the base, so that a restarted site is where it was: 18080 and 18101. Other rows are tried
 * when a port is in use. Ours.
 */
const afterBase = 21
const rowStep = 200
const lowest = 1_101
const highest = 65_301

/** A device or switch to open. */
interface Stand {
  readonly web: Page
  readonly sip: SipName | null
  readonly rows: readonly AgentRow[] | null
  /** Replaces the three above. */
  readonly whole: Whole | null
  describe(ports: Ports): PracticeOfficeDevice
}

/** @throws PunchdownError port-in-use when no row of ports is free | address-not-here */
export async function openOffice(parts: OfficeParts): Promise<OpenOffice> {
  const { address, ports, row: wanted = ports.http + afterBase, open } = parts
  const office = readOffice()
  const stands = standsOf(office, parts)
  for (const first of rowsToTry(wanted)) {
    const last = first + stands.length - 1
    if (!isOwn(ports, first) || !isOwn(ports, last)) continue
    const row = await openRow({ address, profile: ports, first, stands, openWhole: open })
    if (row === null) continue
    return {
      target: `${address}:${first}-${last}`,
      basePort: basePortOf(office),
      devices: stands.map((stand, index) => stand.describe(portsInRow(ports, first + index))),
      whole: row.whole,
      [Symbol.asyncDispose]: () => row[Symbol.asyncDispose](),
    }
  }
  throw new PunchdownError('port-in-use', { address, port: wanted })
}

function basePortOf({ base, switches }: Office): OpenOffice['basePort'] {
  const of = switches.find(({ id }) => id === base.switch)
  if (of === undefined) throw new Error(`practice office: no switch ${base.switch}`)
  return { id: of.id, port: portNameOf(of, base.port) }
}

/** First web ports in the order in which they are tried: the wanted one and above, then below. */
function rowsToTry(wanted: number): number[] {
  const up: number[] = []
  for (let first = wanted; first <= highest; first += rowStep) up.push(first)
  const below: number[] = []
  for (let first = lowest; first < wanted; first += rowStep) below.push(first)
  return [...up, ...below]
}

/** True when the three ports of a device are valid, unprivileged and distinct. */
function isOwn(profile: Ports, web: number): boolean {
  const { sip, snmp } = portsInRow(profile, web)
  return sip >= 1_024 && snmp >= 1_024 && sip !== web && snmp !== web && sip !== snmp
}

function standsOf(office: Office, { address, base }: OfficeParts): Stand[] {
  const nearby = { base: { ...base, maker: base.vendor } }
  const switches = office.switches.map((each): Stand => {
    const { id, vendor, model, firmware, mac } = each
    return {
      web: { status: 200, headers: {}, body: '<html><head></head><body></body></html>' },
      sip: null,
      rows: rowsOf(linesOf(each, office, nearby)),
      whole: null,
      describe: (ports) => ({
        ...{ id, kind: 'switch', vendor, model, firmware, mac, address, ports, switch: null, vlan: null },
        ...{ protocols: ['web', 'snmp'], lesson: null, decoy: false },
      }),
    }
  })
  const devices = office.devices.map((device): Stand => {
    const rows = rowsFor(device)
    const of = office.switches.find(({ id }) => id === device.at.switch)
    return {
      web: device.web,
      sip: device.sip,
      rows,
      whole: device.practice === null ? null : { ...device.practice, macByStandIn: device.macByStandIn },
      describe: (ports) => {
        const { id, kind, vendor, model, firmware, mac, voiceVlan, lesson, decoy } = device
        return {
          ...{ id, kind, vendor, model, firmware, mac, address, ports },
          switch: of === undefined ? null : { id: of.id, port: portNameOf(of, device.at.port) },
          vlan: voiceVlan,
          protocols: [
            'web' as const,
            ...(device.sip === null ? [] : ['sip' as const]),
            ...(rows === null ? [] : ['snmp' as const]),
          ],
          ...{ lesson, decoy },
        }
      },
    }
  })
  return [...switches, ...devices]
}

/** Objects of a device's SNMP agent: its description if it has one, and its MAC address. Null without an agent. */
function rowsFor({ snmp, macByStandIn, mac }: OfficeDevice): readonly AgentRow[] | null {
  if (snmp === null && !macByStandIn) return null
  return rowsOf([
    ...(snmp === null
      ? []
      : [`1.3.6.1.2.1.1.1.0|4|${snmp.sysDescr}`, `1.3.6.1.2.1.1.2.0|6|${snmp.sysObjectID}`]),
    macLineOf(mac),
  ])
}

interface RowParts {
  readonly address: string
  readonly profile: Ports
  readonly first: number
  readonly stands: readonly Stand[]
  readonly openWhole: OpenWhole | undefined
}

interface OpenRow extends AsyncDisposable {
  readonly whole: ReadonlyMap<string, PracticeDeviceHandle>
}

/** Null when one of the ports is in use; the ports opened so far are closed again. @throws PunchdownError address-not-here */
async function openRow({ address, profile, first, stands, openWhole }: RowParts): Promise<OpenRow | null> {
  await using opened = new AsyncDisposableStack()
  const whole = new Map<string, PracticeDeviceHandle>()
  const open = async (stand: Stand, ports: Ports): Promise<boolean> => {
    if (stand.whole !== null && openWhole !== undefined) {
      const device = await openWhole(stand.whole, ports).catch(nullForPortInUse)
      if (device === null) return false
      whole.set(device.id, opened.use(device))
      return true
    }
    const { web, sip, rows } = stand
    const server = pageServer(web)
    opened.defer(() => closed(server))
    const sockets = [
      ...(sip === null ? [] : [{ port: ports.sip, socket: answering((socket) => answerSip(socket, sip)) }]),
      ...(rows === null
        ? []
        : [{ port: ports.snmp, socket: answering((socket) => answerSnmp(socket, () => rows)) }]),
    ]
    for (const { socket } of sockets) opened.defer(() => closed(socket))
    const all = await Promise.all([
      isFree(server, { address, port: ports.http, protocol: 'http' }),
      ...sockets.map(({ socket, port }) => isFree(socket, { address, port, protocol: 'udp' })),
    ])
    return all.every(Boolean)
  }
  const results = await Promise.allSettled(
    stands.map((stand, index) => open(stand, portsInRow(profile, first + index))),
  )
  const failed = results.find((each) => each.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  if (!results.every((each) => each.status === 'fulfilled' && each.value)) return null
  const owned = opened.move()
  return { whole, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const closed = (each: Server | Socket): Promise<void> =>
  new Promise<void>((resolve) => {
    each.close(() => resolve())
    if ('closeAllConnections' in each) each.closeAllConnections()
  })

function nullForPortInUse(error: unknown): null {
  if (error instanceof PunchdownError && error.code === 'port-in-use') return null
  throw error
}

function answering(answer: (socket: Socket) => void): Socket {
  const socket = createSocket('udp4')
  answer(socket)
  return socket
}

/** Binds a socket. False when the port is in use or reserved (Windows reserves whole ranges). @throws PunchdownError address-not-here */
async function isFree(socket: Server | Socket, where: ListenAddress): Promise<boolean> {
  return (await listen(socket, where).then(() => true, nullForPortInUse)) === true
}
