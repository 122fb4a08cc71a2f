/** A practice Gigaset base with options, for tests. */
import baseData from '#resources/practice/gigaset-n870.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type Visitor, visit } from '../manual/client.ts'

type Options = typeof baseData.options

interface Started extends AsyncDisposable, Visitor {
  readonly practice: Awaited<ReturnType<typeof startPractice>>
}

export async function startGigaset(
  given: {
    readonly options?: Partial<Omit<Options, 'pnpDestination'>> & { readonly pnpDestination?: string }
    readonly password?: string
    readonly pace?: number
  } = {},
): Promise<Started> {
  const { options, password = baseData.password, ...rest } = given
  const device = { ...baseData, password, options: { ...baseData.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  return {
    practice,
    ...visit(url, baseData.user, password),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

/** A provisioning file in the form of the public template. */
export const file = (nvm: string, firmware = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><provisioning version="1.1" productID="e2"><firmware>${firmware}</firmware><nvm>${nvm}</nvm></provisioning>`

export const param = (name: string, value: string): string => `<param name="${name}" value="${value}"/>`

/** One handset with an account at a registrar, and a window that is open now. */
export function handset(number: string, user: string, registrar: string, duration = 900): string {
  const [host = '', port = ''] = registrar.split(':')
  const account = {
    AuthName: user,
    AuthPassword: 'a secret',
    ProviderId: '1',
    UserName: user,
    DisplayName: user,
  }
  const provider = { Domain: host, ProxyServerAddress: host, ProxyServerPort: port, TransportProtocol: '1' }
  return [
    `<oper value="${number}" name="add_hs">${param('hs.RegStatus', 'ToReg')}</oper>`,
    ...Object.entries(account).map(([name, value]) => param(`SipAccount.${number}.${name}`, value)),
    ...Object.entries(provider).map(([name, value]) => param(`SipProvider.1.${name}`, value)),
    `<oper name="update_dm" value="local">${param('RegStart', String(Math.floor(Date.now() / 1000) - 1))}${param('RegDuration', String(duration))}</oper>`,
  ].join('')
}
