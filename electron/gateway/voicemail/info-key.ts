/** Keys in INFO: `application/dtmf-relay` (`Signal=5`, `Duration=160`) and `application/dtmf` (`5`), as phones send them. No RFC describes either. */
import type { SipRequest } from '../../sip/index.ts'

/** Null for another body. */
export function keyOfInfo({ headers, body }: SipRequest): string | null {
  const type = (headers.get('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  const text = body.toString('latin1').slice(0, 200)
  if (type === 'application/dtmf') return keyIn(text)
  if (type !== 'application/dtmf-relay') return null
  const signal = text.split(/\r?\n/).find((line) => line.trim().toLowerCase().startsWith('signal'))
  return signal === undefined ? null : keyIn(signal.slice(signal.indexOf('=') + 1))
}

function keyIn(text: string): string | null {
  const key = text.trim().toUpperCase()
  return /^[0-9*#A-D]$/.test(key) ? key : null
}
