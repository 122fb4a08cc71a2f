/** State of the server that its pages and its SNMP agent share. */
import type { DeviceCore } from '../kit/device.ts'
import type { Flash } from '../kit/flash.ts'
import type { PhoneLine } from '../kit/phone-line.ts'
import type { ServerData } from './data.ts'
import type { Content } from './settings.ts'

export interface Server {
  readonly data: ServerData
  readonly core: DeviceCore
  readonly flash: Flash<Content>
  /** The handsets in reach; the id of a line is the IPEI. */
  readonly lines: readonly PhoneLine[]
}

/** Stores a change, then subscribes and registers the handsets that it concerns. */
export function change(server: Server, changes: Partial<Content>): void {
  const { flash, core } = server
  Object.assign(flash.content, changes)
  subscribeHandsets(server)
  flash.save()
  registerHandsets(server)
  core.onChange()
}

/** A handset in reach subscribes while that is allowed and a user has its IPEI; a removed user ends it. The order of steps is inferred. */
function subscribeHandsets({ flash: { content }, lines }: Server): void {
  const isUsed = (ipei: string): boolean => content.users.some((user) => user.ipei === ipei)
  const before = content.subscribed.filter(isUsed)
  const wanted = content.allowsSubscription ? lines.map(({ id }) => id).filter(isUsed) : []
  content.subscribed = [...new Set([...before, ...wanted])]
}

/** Each subscribed handset registers with the account of its user at the SIP server. */
export function registerHandsets({ flash: { content }, lines }: Server): void {
  for (const { id, registration } of lines) {
    const user = content.users.find(({ ipei }) => ipei === id)
    const isReady = user !== undefined && user.userName !== '' && content.subscribed.includes(id)
    registration.use(
      isReady && content.sipServer !== ''
        ? {
            identity: `${user.userName}@${content.sipServer.split(':')[0] ?? ''}`,
            authUser: user.userName,
            password: user.password,
            registrar: content.sipServer.includes(':') ? content.sipServer : `${content.sipServer}:5060`,
            transport: 'udp',
            displayName: user.name,
          }
        : null,
    )
  }
}
