/** Reader for the configuration file of a handset: the OBi XML profile. */
import { XMLParser } from 'fast-xml-parser'
import type { Account } from '../kit/account.ts'

export interface Profile {
  /** URL of the next fetch; null when the file does not set one. */
  readonly configUrl: string | null
  readonly account: Account | null
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name) => name === 'O' || name === 'P',
  processEntities: true,
})

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function list(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const found: unknown = Reflect.get(value, key)
  return Array.isArray(found) ? found : []
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/**
 * Sample:
 *   <ParameterList>
 *     <O><N>X_DeviceManagement.ITSPProvisioning.</N><P><N>ConfigURL</N><V>http://127.0.0.1/device/…</V></P></O>
 *     <O><N>VoiceService.1.VoiceProfile.1.SIP.</N><P><N>ProxyServer</N><V>127.0.0.1</V></P></O>
 *     <O><N>VoiceService.1.VoiceProfile.1.Line.1.SIP.</N><P><N>AuthUserName</N><V>0003717C0E0A…</V></P></O>
 *   </ParameterList>
 * Null when the root is not a ParameterList.
 */
export function parseProfile(body: string): Profile | null {
  let root: unknown
  try {
    root = member(parser.parse(body), 'ParameterList')
  } catch {
    return null
  }
  if (root === undefined) return null
  const values = new Map<string, string>()
  for (const object of list(root, 'O')) {
    const prefix = text(member(object, 'N'))
    for (const parameter of list(object, 'P')) {
      values.set(`${prefix}${text(member(parameter, 'N'))}`, text(member(parameter, 'V')))
    }
  }
  return {
    configUrl: values.get('X_DeviceManagement.ITSPProvisioning.ConfigURL') ?? null,
    account: accountIn(values),
  }
}

function accountIn(values: ReadonlyMap<string, string>): Account | null {
  const sip = 'VoiceService.1.VoiceProfile.1.SIP.'
  const line = 'VoiceService.1.VoiceProfile.1.Line.1.'
  const server = values.get(`${sip}RegistrarServer`) ?? values.get(`${sip}ProxyServer`) ?? ''
  const port = values.get(`${sip}RegistrarServerPort`) ?? values.get(`${sip}ProxyServerPort`) ?? '5060'
  const authUser = values.get(`${line}SIP.AuthUserName`) ?? ''
  if (server === '' || authUser === '') return null
  const identity = (values.get(`${line}SIP.URI`) ?? authUser).replace(/^sips?:/, '')
  return {
    identity: identity.includes('@') ? identity : `${identity}@${server}`,
    authUser,
    password: values.get(`${line}SIP.AuthPassword`) ?? '',
    registrar: `${server}:${port}`,
    transport: /tcp/i.test(values.get(`${sip}ProxyServerTransport`) ?? '') ? 'tcp' : 'udp',
    displayName: values.get(`${line}CallingFeatures.CallerIDName`) ?? '',
  }
}
