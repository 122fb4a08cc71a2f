/** NOTIFY `Event: check-sync`: tells a device to fetch its configuration again (C1.4). */
import { toProblem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { Directory } from '../directory/directory.ts'
import type { Journal } from '../journal.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { SipEndpoint } from '../sip/endpoint.ts'
import type { Binding } from '../sip/registrar.ts'
import type { Bindings } from './bindings.ts'

export interface CheckSync {
  /**
   * Sends to every binding of the hardware id; false when there is none. Returns when the requests are on their way:
   * a device that went away would take 32 seconds to be given up (RFC 3261 timer F), and its answer changes nothing here.
   * While one is under way another is not sent.
   */
  send(hardwareId: HardwareId): boolean
}

export interface CheckSyncParts {
  readonly endpoint: () => SipEndpoint | null
  readonly directory: Directory
  readonly bindings: Bindings
  readonly settings: ServiceSettings
  readonly journal: Journal
}

export function createCheckSync(parts: CheckSyncParts): CheckSync {
  const { directory, bindings, settings, journal } = parts
  const underWay = new Set<string>()

  const notify = async (endpoint: SipEndpoint, hardwareId: HardwareId, binding: Binding): Promise<void> => {
    const { flow, contact, aor } = binding
    const domain = aor.split('@')[1] ?? settings.domain
    const request = endpoint.newRequest('NOTIFY', contact, {
      from: `<sip:${domain}>`,
      to: `<sip:${aor}>`,
      flow,
      contact: `<sip:${endpoint.address}:${endpoint.port};transport=${flow.transport}>`,
      // unsolicited, so no subscription goes on behind it (RFC 6665 §4.1.2.3)
      headers: { Event: settings.checkSyncEvent, 'Subscription-State': 'terminated' },
    })
    const note = (facts: Record<string, string | number>) =>
      journal.note({ path: 'sip.check-sync', from: `${flow.address}:${flow.port}`, hardwareId, facts })
    try {
      const { status } = await endpoint.send(request, flow)
      note({ status })
    } catch (error) {
      note({ problem: toProblem(error).code })
    }
  }

  return {
    send(hardwareId) {
      const endpoint = parts.endpoint()
      if (endpoint === null) return false
      const targets = directory.accountsOf(hardwareId).flatMap(({ identity }) => bindings.of(identity))
      for (const binding of targets) {
        const key = `${hardwareId} ${binding.contact}`
        if (underWay.has(key)) continue
        underWay.add(key)
        // notify settles every outcome itself
        void notify(endpoint, hardwareId, binding).finally(() => underWay.delete(key))
      }
      return targets.length > 0
    },
  }
}
