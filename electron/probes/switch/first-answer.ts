/** The first request to an agent: where it meets silence, what that means is found out beside it. */
import { setTimeout as delay } from 'node:timers/promises'
import { PunchdownError } from '#shared/errors.ts'
import type { SnmpSession } from './session.ts'

/**
 * What `ask` gives.
 * @throws PunchdownError as `ask`, and where that timed out: unreachable | snmp-no-answer | snmp-community-refused |
 *   snmp-privacy-refused, told apart by what the agent tells to anybody
 */
export async function firstAnswer<T>(
  session: SnmpSession,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  // a host that says at once that nobody listens need not be waited for
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
