/** The Snom driver on its practice device. */
import { it } from 'vitest'
import { snom } from '#electron/drivers/snom/driver.ts'
import phoneData from '#resources/practice/snom-d735.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from '../conformance.ts'
import type { Peer } from '../conversation.ts'
import { rehearse } from '../rehearsal.ts'

async function practicePeer(device: unknown, pace: number): Promise<Peer> {
  const practice = await startPractice({ pace, devices: [device] })
  return {
    httpPort: practice.httpPort,
    ports: practice.site.status().ports,
    ...{ pace, user: phoneData.user, password: phoneData.password },
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

const kindWith = (options: object): PeerKind => ({
  driver: snom,
  start: ({ pace }) => practicePeer({ ...phoneData, options: { ...phoneData.options, ...options } }, pace),
  model: 'D735',
  kind: 'phone',
  // no page of the phone names it
  firmware: null,
  handsets: [],
  url: 'http://192.0.2.1',
  update: '',
  secure: true,
  isWrite: ({ method, path }) => method !== 'GET' || path.startsWith('/dummy.htm?'),
  passwordChange: 'password-change-needed',
  // the connection is closed
  interfaceOff: 'connection-lost',
})

describeDriver('snom by query', kindWith({}))
describeDriver('snom by form', kindWith({ hiddenTags: true, scheme: 'basic' }))

it('lets the gateway core onboard the device', async () => {
  await using peer = await practicePeer(phoneData, 0.001)
  await rehearse(snom, peer, phoneData.mac)
})
