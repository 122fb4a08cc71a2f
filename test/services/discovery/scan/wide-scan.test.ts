/** The rate of a scan of 65,534 addresses, in virtual time. Takes seconds of processor time. */
import { expect, it } from 'vitest'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { agent, found, probeOf, progressOf, scanOf } from './fakes.ts'

const { usual } = profileLimits

it('a /16 with few devices is scanned at the rate limit, within 5 %', async () => {
  const isThere = (address: string) => address.endsWith('.77')
  const { tookMs, discovery, events } = await scanOf(
    ['10.7.0.0/16'],
    (address) => (isThere(address) ? 2 : null),
    () => probeOf(() => [['sip.user_agent', agent]], 'sip'),
    { wide: true },
  )
  const questions = discovery.asked.length + found(events).length
  const allowedMs = ((questions - usual.rate.burst) / usual.rate.perSecond) * 1000
  console.log(
    `a /16 with ${found(events).length} devices: ${(tookMs / 1000).toFixed(1)} s, its ${questions} questions are allowed in ${(allowedMs / 1000).toFixed(1)} s`,
  )
  expect(found(events)).toHaveLength(256)
  expect(tookMs).toBeLessThanOrEqual(1.05 * allowedMs)
  expect(tookMs).toBeGreaterThanOrEqual(allowedMs)
  expect(progressOf(events).at(-1)).toMatchObject({ done: 65_534, total: 65_534 })
}, 120_000)
