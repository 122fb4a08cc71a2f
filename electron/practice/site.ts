/** The practice site: its devices on real sockets of this laptop, described in resources/sites/practice. */
import { z } from 'zod'
import siteData from '#resources/sites/practice/site.json' with { type: 'json' }
import { PunchdownError } from '#shared/errors.ts'
import { confidenceSchema } from '#shared/model/confidence.ts'
import type { PracticeStatus } from '#shared/model/host.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { createPracticeBase } from './devices/index.ts'
import { openOffice } from './office/office.ts'
import type { PracticeOptions, PracticeSite } from './practice.ts'

const siteSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  model: z.string(),
  mac: z.string(),
  serial: z.string(),
  user: z.string(),
  password: z.string(),
  firmware: z.string(),
  onServer: z.array(
    z.object({
      baseFw: z.string(),
      fwBranch: z.string(),
      base: z.string(),
      handsets: z.record(z.string(), z.string()),
    }),
  ),
  handsets: z.array(z.object({ ipei: z.string(), model: z.string(), rssi: z.number() })),
  sources: z.array(z.object({ what: z.string(), source: z.string(), confidence: confidenceSchema })),
})

/** @throws PunchdownError port-in-use | address-not-here */
export async function createPracticeSite(
  options: PracticeOptions,
  { clock, log }: { clock: Clock; log: Log },
): Promise<PracticeSite> {
  const data = siteSchema.parse(siteData)
  const listeners = new Set<() => void>()
  await using open = new AsyncDisposableStack()
  const base = await createPracticeBase({
    data,
    options,
    now: clock.now,
    log,
    onChange: () => {
      for (const listener of listeners) listener()
    },
  })
  open.use(base)
  const first = base.status()
  const office =
    options.office === true
      ? open.use(await openOffice({ address: options.address, ports: first.ports, base: first }))
      : null
  const owned = open.move()
  const here = (deviceId: string) => {
    if (deviceId !== data.id) throw new PunchdownError('not-found', { what: 'practice device', id: deviceId })
    return base
  }
  return {
    status(): PracticeStatus {
      const device = base.status()
      return {
        running: true,
        targets: office === null ? [options.address] : [options.address, office.target],
        ports: device.ports,
        devices: [device],
        officeDevices: office?.devices.length ?? 0,
      }
    },
    office: () => office?.devices ?? [],
    async dial(deviceId, ipei, digits) {
      const device = here(deviceId)
      if (device.handset(ipei) === null) throw new PunchdownError('not-found', { what: 'handset', id: ipei })
      await device.dial(ipei, digits)
    },
    misbehave: (deviceId, fault, on) => here(deviceId).misbehave(fault, on),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
