/**
 * INVITE. The one call that does something is `*55*<code>` (A7.8): progress tone, then busy, whether it worked or not
 * (A7.10): the state decides, not the tone. No call goes anywhere else, and none to an emergency service.
 */
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import { parseSipUri } from '../../sip/uri.ts'
import type { IncomingRequest } from '../../sip/user-agent.ts'
import type { Directory } from '../directory/directory.ts'
import type { Journal } from '../journal.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Authentication } from './authentication.ts'
import { readDialled } from './dialled.ts'

export interface CallsParts {
  readonly directory: Directory
  readonly authentication: Authentication
  readonly settings: ServiceSettings
  readonly journal: Journal
}

export interface Calls extends Disposable {
  /** @throws PunchdownError sip-malformed */
  invite(incoming: IncomingRequest): void
}

export function createCalls({ directory, authentication, settings, journal }: CallsParts): Calls {
  const tones = new Set<NodeJS.Timeout>()

  const busyAfterTone = (incoming: IncomingRequest): void => {
    const end = (): void => {
      clearTimeout(tone)
      tones.delete(tone)
    }
    const tone = setTimeout(() => {
      end()
      incoming.respond(486)
    }, settings.progressMs)
    tones.add(tone)
    incoming.cancelled.addEventListener('abort', end, { once: true })
  }

  return {
    invite(incoming) {
      const { request, flow, respond } = incoming
      const note = (hardwareId: HardwareId | null, facts: GatewayLogEntry['facts']) =>
        journal.note({ path: 'sip.invite', from: `${flow.address}:${flow.port}`, hardwareId, facts })

      const text = /^urn:/i.test(request.uri) ? request.uri : parseSipUri(request.uri).user
      const dialled = readDialled(text, settings.emergencyNumbers)
      if (dialled.kind === 'emergency') {
        respond(403, { headers: { Warning: '399 punchdown "no emergency calls here"' } })
        note(null, { status: 403, dialled: text.slice(0, 40), reason: 'emergency' })
        return
      }
      const outcome = authentication.authenticate(incoming, 'From')
      if ('answered' in outcome) {
        if (outcome.answered !== 401) note(null, { status: outcome.answered, reason: outcome.reason })
        return
      }
      const { hardwareId } = outcome.account
      if (dialled.kind === 'number') {
        const status = directory.users().some(({ number }) => number === dialled.number) ? 480 : 404
        respond(status)
        note(hardwareId, { status, dialled: dialled.number.slice(0, 40) })
        return
      }
      const problem = directory.verify(hardwareId, dialled.code)
      respond(100)
      respond(183)
      note(hardwareId, { dialled: '*55*', accepted: problem === null, problem: problem?.code ?? null })
      if (problem === null) journal.tell({ fact: 'verification-accepted', hardwareId })
      else journal.tell({ fact: 'verification-refused', hardwareId, problem })
      busyAfterTone(incoming)
    },
    [Symbol.dispose]() {
      for (const tone of tones) clearTimeout(tone)
      tones.clear()
    },
  }
}
