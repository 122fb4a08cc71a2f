/** Sends the first request to an agent, and determines in parallel why it may not be answered. */
import { setTimeout as delay } from 'node:timers/promises'
import { PunchdownError } from '#shared/errors.ts'
import type { SnmpSession } from './session.ts'

/**
 * The result of `ask`.
 * @throws PunchdownError as `ask`, and where that timed out: unreachable | snmp-no-answer | snmp-community-refused |
 *   snmp-privacy-refused, by engine discovery
 */
export async function firstAnswer<T>(
  session: SnmpSession,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  // a closed port is reported at once
  const refused = delay(session.timeoutMs / 5, null, { signal: over.signal }).then(
    () => session.explainSilence(),
    () => null,
  )
  const asked = ask()
  try {
    return await Promise.race([asked, refused.catch(onlyUnreachable).then(() => asked)])
  } catch (error) {
    if (!(error instanceof PunchdownError) || error.code !== 'timed-out' || signal.aborted) throw error
    await refused
    throw error
  } finally {
    over.abort()
    refused.catch(() => undefined)
    asked.catch(() => undefined)
  }
}

function onlyUnreachable(error: unknown): void {
  if (error instanceof PunchdownError && error.code === 'unreachable') throw error
}
