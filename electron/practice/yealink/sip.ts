/** SIP requests to the device: NOTIFY with check-sync or a URL, and the answers of every practice device. */
import type { IncomingRequest } from '../../sip/index.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { takeUrl } from './pnp.ts'
import { sipUserAgent } from './provisioning.ts'
import { names } from './settings.ts'
import type { Yealink } from './state.ts'

export function answerSip(device: Yealink, restarting: () => boolean): (incoming: IncomingRequest) => void {
  let isReboot = false
  const answers = createSipAnswers({
    silent: restarting,
    userAgent: () => sipUserAgent(device),
    fetchEvents: ['check-sync'],
    refetch() {
      checkSync(device, isReboot)
      return true
    },
  })
  return (incoming) => {
    if (!restarting() && takeUrl(device, incoming)) return
    isReboot = /;\s*reboot\s*=\s*true\b/i.test(incoming.request.headers.get('Event') ?? '')
    answers(incoming)
  }
}

/** sip.notify_reboot_enable: 0 restarts only with reboot=true, 1 always, 2 ignores the request. */
function checkSync(device: Yealink, isReboot: boolean): void {
  const mode = device.settings.get(names.notifyReboot)
  if (mode === '2') return
  if (mode === '1' || isReboot) device.restart()
  else device.provisionNow()
}
