/** The practice site: its devices on real sockets of this laptop, described in resources/sites/practice. */
import { z } from 'zod'
import siteData from '#resources/sites/practice/site.json' with { type: 'json' }
import { PunchdownError } from '#shared/errors.ts'
import { confidenceSchema } from '#shared/model/confidence.ts'
import type { PracticeStatus } from '#shared/model/host.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { descriptions, practiceDevices } from './devices/index.ts'
import { type OpenWhole, openOffice } from './office/office.ts'
import type { PracticeDeviceHandle, PracticeOptions, PracticePorts, PracticeSite } from './practice.ts'

const siteSchema = z.object({ devices: z.array(z.looseObject({ device: z.string() })) })
/** Each description has the sources of its facts. */
const sourcesSchema = z.object({
  sources: z.array(z.object({ what: z.string(), source: z.string(), confidence: confidenceSchema })),
})

/** Maximum number of tries to find free consecutive ports. */
const mostTries = 20

/** @throws PunchdownError port-in-use | address-not-here */
export async function createPracticeSite(
  options: PracticeOptions,
  system: { clock: Clock; log: Log },
): Promise<PracticeSite> {
  const listeners = new Set<() => void>()
  const onChange = () => {
    for (const listener of listeners) listener()
  }
  await using open = new AsyncDisposableStack()
  const devices = await openDevices(options, system, onChange)
  for (const device of devices) open.use(device)
  const [first] = devices
  if (first === undefined) throw new Error('the practice site has no device')
  const { ports } = first.status()
  const office =
    options.office === true
      ? open.use(
          await openOffice({
            ...{ address: options.address, ports, base: first.status() },
            open: wholeDevices(options, system, onChange),
          }),
        )
      : null
  const inOffice = [...(office?.whole.values() ?? [])]
  const owned = open.move()
  const deviceOf = (deviceId: string): PracticeDeviceHandle => {
    const device = [...devices, ...inOffice].find(({ id }) => id === deviceId)
    if (device === undefined) throw new PunchdownError('not-found', { what: 'practice device', id: deviceId })
    return device
  }
  return {
    status: (): PracticeStatus => ({
      running: true,
      targets: [
        targetOf(options.address, ports.http, devices.length),
        ...(office === null ? [] : [office.target]),
      ],
      ports,
      devices: [
        ...devices.map((device, index) => ({
          ...device.status(),
          ...(office === null || index > 0 ? {} : { switch: office.basePort }),
        })),
        ...inOffice.map((device) => {
          const place = office?.devices.find(({ id }) => id === device.id)?.switch ?? null
          return { ...device.status(), ...(place === null ? {} : { switch: place }) }
        }),
      ],
      officeDevices: office?.devices.length ?? 0,
    }),
    office: () => office?.devices ?? [],
    async dial(deviceId, ipei, digits) {
      if (!(await deviceOf(deviceId).dial(ipei, digits)))
        throw new PunchdownError('not-found', { what: 'handset', id: ipei })
    },
    misbehave: (deviceId, fault, on) => deviceOf(deviceId).misbehave(fault, on),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Opens the whole devices of the office from their descriptions and the values of the office. */
function wholeDevices(
  { flashFolder, address, pace }: PracticeOptions,
  { clock, log }: { clock: Clock; log: Log },
  onChange: () => void,
): OpenWhole {
  return ({ description: name, values, macByStandIn }, { http, sip, snmp }) => {
    const description = descriptions.get(name)
    const open = practiceDevices.get(description?.device ?? '')
    if (description === undefined || open === undefined) throw new Error(`no practice device ${name}`)
    return open(withValues(description, values), {
      ...{ flashFolder, address, pace, now: clock.now, log, onChange },
      macByStandIn,
      ports: { http, sip, snmp },
    })
  }
}

/** A copy with the values in the place of those at their paths: `options.userAgent.sip`. */
function withValues(node: unknown, values: ReadonlyMap<string, string>, at = ''): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return values.get(at) ?? node
  return Object.fromEntries(
    Object.entries(node).map(([name, child]) => [
      name,
      withValues(child, values, at === '' ? name : `${at}.${name}`),
    ]),
  )
}

/** Scan target of the devices; a scan derives their other ports from the row of web ports (`portsInRow`). */
const targetOf = (address: string, http: number, count: number): string =>
  count === 1 ? address : `${address}:${http}-${http + count - 1}`

async function openDevices(
  options: PracticeOptions,
  system: { clock: Clock; log: Log },
  onChange: () => void,
): Promise<PracticeDeviceHandle[]> {
  const descriptions = siteSchema.parse(
    options.devices === undefined ? siteData : { devices: options.devices },
  ).devices
  for (const description of descriptions) sourcesSchema.parse(description)
  const anyPort = Object.values(options.ports).some((port) => port === 0)
  for (let attempt = 1; ; attempt++) {
    try {
      return await openRow(descriptions, options, system, onChange)
    } catch (error) {
      const isTaken = error instanceof PunchdownError && error.code === 'port-in-use'
      if (!isTaken || !anyPort || attempt === mostTries) throw error
    }
  }
}

/** Opens all devices of the site; closes the opened ones when one fails. */
async function openRow(
  descriptions: readonly { readonly device: string }[],
  { ports, flashFolder, address, pace }: PracticeOptions,
  { clock, log }: { clock: Clock; log: Log },
  onChange: () => void,
): Promise<PracticeDeviceHandle[]> {
  await using opened = new AsyncDisposableStack()
  const devices: PracticeDeviceHandle[] = []
  let row: PracticePorts = ports
  for (const [index, description] of descriptions.entries()) {
    const open = practiceDevices.get(description.device)
    if (open === undefined) throw new Error(`no practice device ${description.device}`)
    const device = await open(description, {
      ...{ flashFolder, address, pace, now: clock.now, log, onChange },
      ports: { http: next(row.http, index), sip: next(row.sip, index), snmp: next(row.snmp, index) },
    })
    devices.push(opened.use(device))
    if (index === 0) row = device.status().ports
  }
  opened.move()
  return devices
}

const next = (first: number, index: number): number => (first === 0 ? 0 : first + index)
