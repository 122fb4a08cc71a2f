/** Starts and stops the practice site on loopback; its flash memory is in the data folder. */
import { rm } from 'node:fs/promises'
import { PunchdownError } from '#shared/errors.ts'
import type { PracticeFault, PracticeOfficeDevice, PracticeStatus } from '#shared/model/host.ts'
import type { PracticeOptions, PracticeSite } from '../../practice/practice.ts'

/** Unprivileged ports; a scan of the practice site uses them. */
export const practicePorts = { http: 18080, sip: 15060, snmp: 10161 } as const

export interface PracticeService extends AsyncDisposable {
  status(): PracticeStatus
  office(): PracticeOfficeDevice[]
  start(): Promise<PracticeStatus>
  stop(): Promise<PracticeStatus>
  /** Stops the site and clears the memory of its devices. */
  reset(): Promise<void>
  dial(deviceId: string, ipei: string, digits: string): Promise<void>
  misbehave(deviceId: string, fault: PracticeFault, on: boolean): void
}

export interface PracticeServiceParts {
  readonly create: (options: PracticeOptions) => Promise<PracticeSite>
  readonly flashFolder: string | null
  readonly pace: number
  readonly ports: PracticeOptions['ports']
  readonly office: boolean
  readonly onChange: () => void
}

const off: PracticeStatus = {
  running: false,
  targets: [],
  ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
  devices: [],
  officeDevices: 0,
}

export function createPracticeService(parts: PracticeServiceParts): PracticeService {
  let site: PracticeSite | null = null
  let starting: Promise<void> | null = null

  const running = (): PracticeSite => {
    if (site === null) throw new PunchdownError('practice-off')
    return site
  }
  const open = async (): Promise<void> => {
    const options = {
      flashFolder: parts.flashFolder,
      address: '127.0.0.1',
      pace: parts.pace,
      office: parts.office,
    }
    const opened = await parts.create({ ...options, ports: parts.ports }).catch((error: unknown) => {
      // one of the usual ports is taken: use any free ports, which the status contains
      if (!(error instanceof PunchdownError) || error.code !== 'port-in-use') throw error
      return parts.create({ ...options, ports: { http: 0, sip: 0, snmp: 0 } })
    })
    opened.onChange(parts.onChange)
    site = opened
  }
  const status = (): PracticeStatus => site?.status() ?? off
  /** Closes the site, also one that is still starting. */
  const close = async (): Promise<void> => {
    await starting?.catch(() => null)
    const closing = site
    site = null
    await closing?.[Symbol.asyncDispose]()
  }

  return {
    status,
    office: () => [...(site?.office() ?? [])],
    async start() {
      if (site === null) {
        // a second start waits for the first
        starting ??= open().finally(() => {
          starting = null
        })
        await starting
        parts.onChange()
      }
      return status()
    },
    async stop() {
      await close()
      parts.onChange()
      return status()
    },
    async reset() {
      await close()
      if (parts.flashFolder !== null) await rm(parts.flashFolder, { recursive: true, force: true })
      parts.onChange()
    },
    dial: (deviceId, ipei, digits) => running().dial(deviceId, ipei, digits),
    misbehave: (deviceId, fault, on) => running().misbehave(deviceId, fault, on),
    [Symbol.asyncDispose]: close,
  }
}
