/** State of the base that its pages, its commands and its SNMP agent share. */
import type { DeviceCore } from '../kit/device.ts'
import type { Flash } from '../kit/flash.ts'
import type { PhoneLine } from '../kit/phone-line.ts'
import type { BaseData } from './data.ts'
import type { Content, User } from './settings.ts'

export interface Base {
  readonly data: BaseData
  readonly core: DeviceCore
  readonly flash: Flash<Content>
  /** The handsets in reach; the id of a line is the IPEI. */
  readonly lines: readonly PhoneLine[]
}

/** Stores a change, then subscribes and registers the handsets that it concerns. */
export function change(base: Base, changes: Partial<Content>): void {
  const { flash, core } = base
  Object.assign(flash.content, changes)
  subscribeHandsets(base)
  flash.save()
  registerHandsets(base)
  core.onChange()
}

/** Adds users; one with a number or an IPEI that is in use takes the place of the earlier one (ours). */
export function addUsers(base: Base, added: readonly User[]): void {
  const isReplaced = (user: User): boolean =>
    added.some((each) => each.number === user.number || (each.ipei !== '' && each.ipei === user.ipei))
  change(base, { users: [...base.flash.content.users.filter((user) => !isReplaced(user)), ...added] })
}

/** With a system code every handset in reach subscribes, with a code of its user only one that has a user. */
function subscribeHandsets({ flash: { content }, lines }: Base): void {
  const isUsed = (ipei: string): boolean => content.users.some((user) => user.ipei === ipei)
  const inReach = content.subscriptions === 'Disable' ? [] : lines.map(({ id }) => id)
  const wanted = content.subscriptions === 'With User AC' ? inReach.filter(isUsed) : inReach
  content.subscribed = [...new Set([...content.subscribed, ...wanted])]
}

/** Each subscribed handset with a user registers at the SIP server with the number of the user. */
export function registerHandsets({ flash: { content }, lines }: Base): void {
  const { proxy, registrationPassword, users, subscribed } = content
  for (const { id, registration } of lines) {
    const user = users.find(({ ipei }) => ipei === id)
    if (user === undefined || proxy === '' || !subscribed.includes(id)) {
      registration.use(null)
      continue
    }
    registration.use({
      identity: `${user.number}@${proxy.split(':')[0] ?? ''}`,
      authUser: user.number,
      password: registrationPassword,
      registrar: proxy.includes(':') ? proxy : `${proxy}:5060`,
      transport: 'udp',
      displayName: user.longName,
    })
  }
}
