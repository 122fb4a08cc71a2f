/** The practice site on any free ports, for tests. */

import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import type { PracticeSite } from '#electron/practice/practice.ts'
import { createPracticeSite } from '#electron/practice/site.ts'

export interface RunningPractice extends AsyncDisposable {
  readonly site: PracticeSite
  readonly deviceId: string
  readonly httpPort: number
  readonly sipPort: number
  readonly snmpPort: number
}

export async function startPractice(
  options: { flashFolder?: string; pace?: number; office?: boolean; devices?: readonly unknown[] } = {},
): Promise<RunningPractice> {
  const site = await createPracticeSite(
    {
      flashFolder: options.flashFolder ?? null,
      address: '127.0.0.1',
      ports: { http: 0, sip: 0, snmp: 0 },
      pace: options.pace ?? 0,
      office: options.office ?? false,
      ...(options.devices === undefined ? {} : { devices: options.devices }),
    },
    { clock: systemClock, log: createLog() },
  )
  const { devices, ports } = site.status()
  const device = devices[0]
  if (device === undefined) throw new Error('the practice site has no device')
  return {
    site,
    deviceId: device.id,
    httpPort: ports.http,
    sipPort: ports.sip,
    snmpPort: ports.snmp,
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}
