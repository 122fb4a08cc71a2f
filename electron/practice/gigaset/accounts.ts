/** The SIP accounts of the handsets. */
import type { Account } from '../kit/account.ts'
import type { Base } from './state.ts'

/** Values of TransportProtocol; 3 is TLS, which a practice device does not have. */
const transports: ReadonlyMap<string, Account['transport']> = new Map([
  ['1', 'udp'],
  ['2', 'tcp'],
])

/** The account of a handset's slot; null without one. The registration server takes the place of the proxy. */
function accountOf({ settings }: Base, number: string): Account | null {
  const own = (name: string) => settings.get(`SipAccount.${number}.${name}`)
  const provider = (name: string) => settings.get(`SipProvider.${own('ProviderId')}.${name}`)
  const isSeparate = provider('RegServerAddress') !== ''
  const server = provider(isSeparate ? 'RegServerAddress' : 'ProxyServerAddress')
  const port = provider(isSeparate ? 'RegServerPort' : 'ProxyServerPort') || '5060'
  const transport = transports.get(provider('TransportProtocol') || '1')
  const userName = own('UserName')
  if (userName === '' || server === '' || transport === undefined) return null
  return {
    identity: `${userName}@${provider('Domain') || server}`,
    authUser: own('AuthName') || userName,
    password: own('AuthPassword'),
    registrar: `${server}:${port}`,
    transport,
    displayName: own('DisplayName'),
  }
}

/** Registers each handset with the account of its slot; a handset without a slot loses its registration. */
export function registerHandsets(base: Base): void {
  for (const { ipui, line } of base.handsets) {
    const slot = base.settings.slots().find((each) => each.status === 'Registered' && each.ipui === ipui)
    line.registration.use(slot === undefined ? null : accountOf(base, slot.number))
  }
}

/** Handsets register on DECT while the window is open and a band is set: each takes its own slot, or the first that is free. */
export function admitHandsets(base: Base): void {
  const { settings, handsets } = base
  for (const { ipui } of handsets) {
    const slots = settings.slots()
    if (slots.some((slot) => slot.status === 'Registered' && slot.ipui === ipui)) continue
    const waiting = slots.filter(({ status }) => status === 'ToReg')
    const slot = waiting.find((each) => each.ipui === ipui) ?? waiting.find((each) => each.ipui === '')
    if (slot !== undefined) settings.register(slot.number, ipui)
  }
}

/** True for the user of an account that is registered now. */
export const isRegistered = ({ handsets }: Base, user: string): boolean =>
  handsets.some(({ line: { registration } }) => {
    const account = registration.registered() ? registration.account() : null
    return account?.authUser === user || account?.identity.split('@')[0] === user
  })
