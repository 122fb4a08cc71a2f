/** NOTIFY `Event: check-sync`: makes a device fetch its configuration again (C1.4). */
import { toProblem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import { type Binding, type Destination, parseSipUri, type SipUserAgent } from '../../sip/index.ts'
import type { Directory } from '../directory/directory.ts'
import type { Journal } from '../journal.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Bindings } from './bindings.ts'

export interface CheckSync {
  /**
   * Sends to every binding of the hardware id; false without a binding. Does not wait for the responses, because an unreachable device
   * times out only after 32 seconds (RFC 3261 timer F). One request per binding at a time.
   */
  send(hardwareId: HardwareId): boolean
}

export interface CheckSyncParts {
  readonly userAgent: () => SipUserAgent | null
  readonly directory: Directory
  readonly bindings: Bindings
  readonly settings: ServiceSettings
  readonly journal: Journal
}

export function createCheckSync(parts: CheckSyncParts): CheckSync {
  const { directory, bindings, settings, journal } = parts
  const underWay = new Set<string>()

  /** The final status. @throws PunchdownError timed-out | unreachable | connection-lost */
  const notify = async (
    userAgent: SipUserAgent,
    { aor, contact, path }: Binding,
    flow: Destination,
  ): Promise<number> => {
    const domain = aor.split('@')[1] ?? settings.domain
    const request = userAgent.newRequest('NOTIFY', contact, {
      from: `<sip:${domain}>`,
      to: `<sip:${aor}>`,
      flow,
      contact: `<sip:${userAgent.address}:${userAgent.port};transport=${flow.transport}>`,
      // every NOTIFY carries a Subscription-State (RFC 6665 §8.2.3)
      headers: {
        Event: settings.checkSyncEvent,
        'Subscription-State': 'terminated',
        // proxies between us and the contact (RFC 3327 §5.4)
        ...(path.length === 0 ? {} : { Route: path.join(', ') }),
      },
    })
    return (await userAgent.send(request, flow)).status
  }

  const deliver = async (
    userAgent: SipUserAgent,
    hardwareId: HardwareId,
    binding: Binding,
  ): Promise<void> => {
    const { flow, contact } = binding
    const note = (facts: Record<string, string | number>) =>
      journal.note({ path: 'sip.check-sync', from: `${flow.address}:${flow.port}`, hardwareId, facts })
    try {
      note({ status: await notify(userAgent, binding, flow) })
    } catch (error) {
      const { code } = toProblem(error)
      const named = flowOf(contact)
      // the TCP connection of the registration is closed, for example after a restart: connect to the contact's address
      if (flow.transport === 'udp' || code === 'timed-out' || named === null) {
        note({ problem: code })
        return
      }
      await notify(userAgent, binding, named).then(
        (status) => note({ status }),
        (failure: unknown) => note({ problem: toProblem(failure).code }),
      )
    }
  }

  return {
    send(hardwareId) {
      const userAgent = parts.userAgent()
      if (userAgent === null) return false
      const targets = directory.accountsOf(hardwareId).flatMap(({ identity }) => bindings.of(identity))
      for (const binding of targets) {
        const key = `${hardwareId} ${binding.contact}`
        if (underWay.has(key)) continue
        underWay.add(key)
        void deliver(userAgent, hardwareId, binding).finally(() => underWay.delete(key))
      }
      return targets.length > 0
    },
  }
}

/** `sip:user@192.0.2.4:5061;transport=tcp` → transport, address and port. Null for a host name, which is not resolved. */
function flowOf(contact: string): Destination | null {
  try {
    const { host, port, params } = parseSipUri(contact)
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return null
    return { transport: params.get('transport') === 'tcp' ? 'tcp' : 'udp', address: host, port: port ?? 5060 }
  } catch {
    return null
  }
}
