/** The configuration file of the adapter, and the account of a service. */
import type { Account } from '../kit/account.ts'
import { parseXml, type XmlElement } from '../kit/xml.ts'
import { lineName, names } from './parameters.ts'
import type { Settings } from './settings.ts'

/**
 * Values by full name; null for the factory's (`X_UD="Y"`). Null for another document. Long tag names are accepted as well. Sample (form
 * of a public template for the OBi302):
 *   <ParameterList>
 *     <O><N>VoiceService.1.VoiceProfile.1.Line.1.SIP.</N>
 *       <P><N>AuthUserName</N><V>desk</V></P>
 *       <P><N>URI</N><V X_UD="Y"/></P>
 *     </O>
 *   </ParameterList>
 */
export function readProfile(text: string): ReadonlyMap<string, string | null> | null {
  const root = parseXml(text)
  if (root?.name !== 'ParameterList') return null
  const values = new Map<string, string | null>()
  for (const object of named(root, 'O', 'Object')) {
    const prefix = textOf(object, 'N', 'Name')
    for (const parameter of named(object, 'P', 'Parameter')) {
      const [value] = named(parameter, 'V', 'Value')
      const isDefault = value !== undefined && new Map(value.attributes).get('X_UD') === 'Y'
      values.set(`${prefix}${textOf(parameter, 'N', 'Name')}`, isDefault ? null : (value?.text ?? ''))
    }
  }
  return values
}

const named = ({ children }: XmlElement, ...tags: readonly string[]): XmlElement[] =>
  children.filter(({ name }) => tags.includes(name))

const textOf = (element: XmlElement, ...tags: readonly string[]): string =>
  named(element, ...tags)[0]?.text.trim() ?? ''

/** The account of a service; null without one. A registrar takes the place of the proxy. TLS is not one of a practice device. */
export function accountIn({ get }: Settings, service: number): Account | null {
  const own = (name: string) => get(lineName(service, name))
  const isSeparate = get(names.registrarServer) !== ''
  const server = get(isSeparate ? names.registrarServer : names.proxyServer)
  const port = get(isSeparate ? names.registrarPort : names.proxyPort)
  const authUser = own('SIP.AuthUserName')
  const transport = get(names.transport)
  if (own('Enable') !== 'true' || server === '' || authUser === '' || transport === 'TLS') return null
  const identity = (own('SIP.URI') || authUser).replace(/^sips?:/, '')
  return {
    identity: identity.includes('@') ? identity : `${identity}@${server}`,
    authUser,
    password: own('SIP.AuthPassword'),
    registrar: `${server}:${port}`,
    transport: transport === 'TCP' ? 'tcp' : 'udp',
    displayName: own('CallingFeatures.CallerIDName'),
  }
}
