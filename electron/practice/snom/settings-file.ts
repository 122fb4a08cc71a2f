/** The phone's settings file, and the account in the settings. */
import type { Account } from '../kit/account.ts'
import { parseXml } from '../kit/xml.ts'
import type { Setting, Settings } from './settings.ts'

/**
 * Null for other text. `idx` becomes part of the name: `user_name 1`. Sample (form of the maker's article on the phone-settings tag):
 *   <?xml version="1.0" encoding="utf-8"?>
 *   <settings>
 *     <phone-settings e="2">
 *       <setting_server perm="RW">http://192.0.2.1/snom</setting_server>
 *       <user_name idx="1" perm="R">desk</user_name>
 *     </phone-settings>
 *   </settings>
 */
export function settingsIn(text: string): readonly Setting[] | null {
  const root = parseXml(text)
  if (root?.name !== 'settings') return null
  const groups = root.children.filter(({ name }) => name === 'phone-settings')
  return groups.flatMap(({ children }) =>
    children.map(({ name, attributes, text: value }) => {
      const attribute = new Map(attributes)
      const index = attribute.get('idx')
      return {
        name: index === undefined ? name : `${name} ${index}`,
        value: value.trim(),
        permission: attribute.get('perm') ?? '',
      }
    }),
  )
}

/** The first identity. An outbound proxy takes the place of the registrar; `;transport=tcp` behind it selects TCP. */
export function accountIn(settings: Settings): Account | null {
  const userName = settings.get('user_name 1')
  const host = settings.get('user_host 1')
  if (settings.get('user_active 1') !== 'on' || userName === '' || host === '') return null
  const [server = '', ...parameters] = (settings.get('user_outbound 1') || host).split(';')
  const bare = server.replace(/^sip:/, '')
  return {
    identity: `${userName}@${host.split(';')[0]?.split(':')[0] ?? ''}`,
    authUser: settings.get('user_pname 1') || userName,
    password: settings.get('user_pass 1'),
    registrar: bare.includes(':') ? bare : `${bare}:5060`,
    transport: parameters.includes('transport=tcp') ? 'tcp' : 'udp',
    displayName: settings.get('user_realname 1'),
  }
}
