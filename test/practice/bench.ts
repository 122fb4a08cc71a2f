/** A practice base for tests: signed in over HTTP, settings by label, waiting for a state. */
import { Agent, request } from 'undici'
import { DigestClient } from '#electron/platform/digest.ts'
import { formKey } from '#electron/practice/kit/obi-software.ts'
import type { PracticeSite } from '#electron/practice/practice.ts'
import type { PracticeDevice, PracticeStatus } from '#shared/model/host.ts'

interface Reply {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface Web extends AsyncDisposable {
  get(path: string, accept?: string): Promise<Reply>
  /** The form of Submit: pairs are percent-encoded, then the whole field. */
  submit(values: Readonly<Record<string, string>>): Promise<Reply>
  /** `current` of a parameter on a page, by full name; undefined while its Default box is ticked. */
  current(page: string, name: string): Promise<string | undefined>
  log(): Promise<string>
}

const itsp = 'X_DeviceManagement.ITSPProvisioning.'
export const itspNames = {
  method: `${itsp}Method`,
  interval: `${itsp}Interval`,
  option: `${itsp}ProvisioningOption`,
  url: `${itsp}ConfigURL`,
} as const

/** `http://127.0.0.1:9` → `http://127.0.0.1:9/00${IPEI}.cfg` */
export const templateAt = (base: string): string => `${base}/00\${IPEI}.cfg`

/** The article's table for a URL, with its two swapped rows corrected. */
export const provisionedBy = (url: string): Record<string, string> => ({
  [itspNames.method]: 'Periodically',
  [itspNames.interval]: '3600',
  [itspNames.option]: 'Config URL',
  [itspNames.url]: url,
})

const firmware = 'X_DeviceManagement.FirmwareUpdate.'
/** The article's table for a firmware. */
export const updatedTo = (baseFw: string, fwBranch: string): Record<string, string> => ({
  [`${firmware}FirmwareServer`]: 'http://downloads.polycom.com',
  [`${firmware}FirmwarePath`]: '/voice/dect-ip-phones/Rove/',
  [`${firmware}B2.BaseFw`]: baseFw,
  [`${firmware}B2.FwBranch`]: fwBranch,
  [`${firmware}Interval`]: '30',
  [`${firmware}Method`]: 'Periodically',
})

export function openWeb(port: number, user = 'admin', password = 'admin'): Web {
  const agent = new Agent()
  const digest = new DigestClient(user, password)
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Reply> => {
    for (let attempt = 0; ; attempt++) {
      const authorization = digest.header(method, path, body)
      const reply = await request(`http://127.0.0.1:${port}${path}`, {
        dispatcher: agent,
        method,
        headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
        ...(body === undefined ? {} : { body }),
      })
      const text = await reply.body.text()
      const challenged = reply.statusCode === 401 && attempt === 0
      if (challenged && digest.accept(reply.headers['www-authenticate'])) continue
      return { status: reply.statusCode, body: text, headers: reply.headers }
    }
  }
  const web: Web = {
    get: (path, accept = '*/*') => send('GET', path, { accept }),
    submit(values) {
      const pairs = Object.entries(values).map(
        ([name, value]) => `${formKey(name)}=${encodeURIComponent(value)}`,
      )
      return send(
        'POST',
        '/result.html',
        { 'content-type': 'application/x-www-form-urlencoded' },
        `ParameterList=${encodeURIComponent(pairs.join('&'))}`,
      )
    },
    async current(page, name) {
      const { body } = await web.get(`/${page}`)
      const value = new RegExp(`<value hash="${formKey(name)}"[^>]*>`).exec(body)?.[0]
      if (value === undefined) throw new Error(`${page} has no ${name}`)
      return / current="([^"]*)"/.exec(value)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    },
    log: async () => (await web.get('/PL_SL_.xml')).body,
    [Symbol.asyncDispose]: () => agent.destroy(),
  }
  return web
}

export function deviceOf(status: PracticeStatus): PracticeDevice {
  const [device] = status.devices
  if (device === undefined) throw new Error('no practice device')
  return device
}

/** Resolves when the device is in the wanted state, now or after a change. */
export function until(
  site: PracticeSite,
  wanted: (device: PracticeDevice) => boolean,
): Promise<PracticeDevice> {
  return new Promise((resolve) => {
    const look = (): void => {
      const device = deviceOf(site.status())
      if (!wanted(device)) return
      stop()
      resolve(device)
    }
    const stop = site.onChange(look)
    look()
  })
}
