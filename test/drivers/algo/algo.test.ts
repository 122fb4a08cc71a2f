/** The Algo driver on its practice device. */
import { it } from 'vitest'
import { algo } from '#electron/drivers/algo/driver.ts'
import speakerData from '#resources/practice/algo-8186.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver } from '../conformance.ts'
import type { Peer } from '../conversation.ts'
import { rehearse } from '../rehearsal.ts'

async function practicePeer(pace: number): Promise<Peer> {
  const practice = await startPractice({ pace, devices: [speakerData] })
  return {
    httpPort: practice.httpPort,
    ports: practice.site.status().ports,
    ...{ pace, user: speakerData.user, password: speakerData.password },
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

describeDriver('algo', {
  driver: algo,
  start: ({ pace }) => practicePeer(pace),
  model: '8186',
  kind: 'speaker',
  firmware: '5.5.1',
  handsets: [],
  url: 'http://192.0.2.1',
  update: '',
  secure: true,
  isWrite: ({ method }) => method === 'PUT',
  // 401, as for a wrong password
  passwordChange: 'sign-in-refused',
  interfaceOff: 'interface-off',
})

it('lets the gateway core onboard the device', async () => {
  await using peer = await practicePeer(0.001)
  await rehearse(algo, peer, speakerData.mac)
})
