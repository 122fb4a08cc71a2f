/**
 * Tells chosen phones their provisioning URL while they boot (SIP PnP), for a limited time. A phone sends its request to the whole link. Only
 * chosen phones are answered, and only at the address where the scan found them: another host on the link cannot ask in their name. Requests
 * are limited per source. Nothing is stored: after a restart of Punchdown, no phone is answered.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { PunchdownError } from '#shared/errors.ts'
import type { NetworkInterface } from '#shared/model/host.ts'
import { cidrSpan, holds, ipv4Number } from '#shared/model/ipv4.ts'
import { type Mac, macDigits } from '#shared/model/mac.ts'
import { SourceBudget } from '../../platform/source-budget.ts'
import type { PnpLink } from './link.ts'
import { type NotifyForm, notifyForms, type Subscribe } from './subscribe.ts'

export interface AnnouncedDevice {
  readonly mac: Mac
  /** Where the scan found it. */
  readonly address: string
  readonly url: string
}

export type AnnounceEvent =
  | { readonly kind: 'listening'; readonly addresses: readonly string[] }
  /** A chosen device asked. */
  | { readonly kind: 'asked'; readonly mac: Mac }
  /** A request with the MAC address of a chosen device came from another address and was not answered. Reported once per address. */
  | { readonly kind: 'other-address'; readonly mac: Mac; readonly from: string }
  /** The device acknowledged the URL. Whether it uses it shows at its next fetch. */
  | { readonly kind: 'told'; readonly mac: Mac; readonly form: NotifyForm }
  /** The device asked and acknowledged neither form. It asks again at its next start. */
  | { readonly kind: 'not-acknowledged'; readonly mac: Mac }

interface AnnounceResult {
  /** Number of further devices that asked. */
  readonly others: number
  /** Chosen devices that were not told. */
  readonly waiting: readonly Mac[]
}

interface AnnounceOptions {
  readonly forMs: number
  readonly signal?: AbortSignal | undefined
  readonly onEvent: (event: AnnounceEvent) => void
}

export interface AnnounceParts {
  readonly interfaces: () => readonly NetworkInterface[]
  /** @throws PunchdownError port-in-use | address-not-here */
  readonly openLink: (address: string) => Promise<PnpLink>
  /** Monotonic, milliseconds. */
  readonly now: () => number
}

/** SUBSCRIBEs of one source that are read: a phone repeats one for seconds. */
const budget = { perSecond: 2, burst: 10 }
/** Most other devices that are counted, and most other addresses that are reported. */
const mostOthers = 10_000
const mostOtherAddresses = 20

/**
 * Resolves when every device was told, after `forMs`, or when the signal fires.
 * @throws PunchdownError link-not-here | port-in-use | address-not-here
 */
export async function announce(
  parts: AnnounceParts,
  devices: readonly AnnouncedDevice[],
  { forMs, signal: given, onEvent }: AnnounceOptions,
): Promise<AnnounceResult> {
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, ...(given === undefined ? [] : [given])])
  await using open = new AsyncDisposableStack()
  open.defer(() => ending.abort())
  const links: PnpLink[] = []
  for (const address of linksOf(parts.interfaces(), devices)) {
    links.push(open.use(await parts.openLink(address)))
  }
  onEvent({ kind: 'listening', addresses: links.map(({ address }) => address) })
  const window = createWindow(parts, devices, onEvent)
  const answers = new Set<Promise<void>>()
  const failures: unknown[] = []
  const readers = links.map(async (link) => {
    for await (const { subscribe, from } of link.subscribes(signal)) {
      const answer = window
        .asked(link, subscribe, from)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          answers.delete(answer)
          if (window.waiting().length === 0 || failures.length > 0) ending.abort()
        })
      answers.add(answer)
    }
  })
  const timer = delay(forMs, null, { signal, ref: false }).then(
    () => ending.abort(),
    () => undefined,
  )
  await Promise.all([...readers, timer])
  await Promise.all(answers)
  if (failures.length > 0) throw failures[0]
  return { others: window.others(), waiting: window.waiting() }
}

/** The laptop's addresses on the links of the devices. @throws PunchdownError link-not-here */
function linksOf(interfaces: readonly NetworkInterface[], devices: readonly AnnouncedDevice[]): string[] {
  const on = (device: AnnouncedDevice) => {
    const value = ipv4Number(device.address)
    return interfaces.find(({ cidr }) => {
      const span = cidrSpan(cidr)
      return value !== null && span !== null && holds(span, value)
    })
  }
  const elsewhere = devices.find((device) => on(device) === undefined)
  if (elsewhere !== undefined) throw new PunchdownError('link-not-here', { targets: elsewhere.address })
  return [...new Set(devices.flatMap((device) => on(device)?.address ?? []))]
}

function createWindow(
  { now }: Pick<AnnounceParts, 'now'>,
  devices: readonly AnnouncedDevice[],
  emit: (event: AnnounceEvent) => void,
) {
  const chosen = new Map(devices.map((device) => [macDigits(device.mac), device]))
  const told = new Set<string>()
  const underWay = new Set<string>()
  const others = new Set<string>()
  const otherAddresses = new Set<string>()
  const sources = new SourceBudget(budget, now)
  const tell = async (link: PnpLink, subscribe: Subscribe, device: AnnouncedDevice): Promise<void> => {
    for (const form of notifyForms) {
      if (await link.notify(subscribe, device.address, device.url, form)) {
        told.add(subscribe.mac)
        emit({ kind: 'told', mac: device.mac, form })
        return
      }
    }
    emit({ kind: 'not-acknowledged', mac: device.mac })
  }
  return {
    waiting: () => devices.filter(({ mac }) => !told.has(macDigits(mac))).map(({ mac }) => mac),
    others: () => others.size,
    async asked(link: PnpLink, subscribe: Subscribe, from: string): Promise<void> {
      if (!sources.take(from)) return
      const device = chosen.get(subscribe.mac)
      if (device === undefined) {
        if (others.size < mostOthers) others.add(subscribe.mac)
        return
      }
      const { mac } = device
      if (from !== device.address) {
        if (otherAddresses.has(from) || otherAddresses.size >= mostOtherAddresses) return
        otherAddresses.add(from)
        emit({ kind: 'other-address', mac, from })
        return
      }
      const accepted = link.accept(subscribe, device.address)
      // a phone repeats its SUBSCRIBE until it has the NOTIFY; one with another port may be forged, and delays none with the right port
      const key = `${mac} ${subscribe.port}`
      if (underWay.has(key) || told.has(subscribe.mac)) return
      underWay.add(key)
      emit({ kind: 'asked', mac })
      await accepted
      await tell(link, subscribe, device).finally(() => underWay.delete(key))
    },
  }
}
