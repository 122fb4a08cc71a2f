/** State of the phone that its pages, its SIP side and its fetches share. */
import type { Account } from '../kit/account.ts'
import type { Body } from './body.ts'
import { bareMac, type PhoneData } from './data.ts'
import { keys, type PhoneSettings } from './phone-settings.ts'

export interface Phone {
  readonly data: PhoneData
  readonly settings: PhoneSettings
  readonly body: Body
  readonly address: string
  /** Fetches the configuration, then the firmware. */
  fetchNow(): void
  /** URL of its last fetch; empty before the first one. */
  lastRequest(): string
}

export function httpUserAgent(data: PhoneData, settings: Pick<PhoneSettings, 'firmware'>): string {
  const firmware = settings.firmware()
  return data.options.userAgent === 'classic'
    ? `AUDC-IPPhone/${firmware} (${data.wireModel}; ${bareMac(data)})`
    : `AUDC/${firmware} AUDC-IPPhone-${data.wireModel}_UC_${firmware}/1`
}

/** `AUDC-IPPhone/2.2.2` in the maker's manuals. */
export const sipUserAgent = (data: PhoneData, settings: Pick<PhoneSettings, 'firmware'>): string =>
  data.options.sipUserAgent === 'version'
    ? `AUDC-IPPhone/${settings.firmware()}`
    : httpUserAgent(data, settings)

/** The account of the first line; null while it is off or incomplete, and over TLS, which is not simulated. */
export function accountIn({ get }: Pick<PhoneSettings, 'get'>): Account | null {
  const id = get(keys.lineId)
  const [host, port] =
    get(keys.useRegistrar) === '1'
      ? [get(keys.registrar), get(keys.registrarPort)]
      : get(keys.useProxy) === '1'
        ? [get(keys.proxy), get(keys.proxyPort)]
        : ['', '']
  if (get(keys.lineEnabled) !== '1' || id === '' || host === '' || get(keys.transport) === 'TLS') return null
  return {
    identity: `${id}@${host}`,
    authUser: get(keys.authName) || id,
    password: get(keys.authPassword),
    registrar: `${host}:${port}`,
    transport: get(keys.transport) === 'TCP' ? 'tcp' : 'udp',
    displayName: get(keys.lineName),
  }
}
