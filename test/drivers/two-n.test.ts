/** The 2N driver on its practice device, and what it sends. */

import { twoN } from '#electron/drivers/two-n/driver.ts'
import intercomData from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type Peer } from './conformance.ts'

async function practicePeer(pace: number): Promise<Peer> {
  const practice = await startPractice({ pace, devices: [intercomData] })
  return {
    httpPort: practice.httpPort,
    pace,
    user: 'installer',
    password: 'installer',
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

describeDriver('two-n', {
  driver: twoN,
  start: ({ pace }) => practicePeer(pace),
  model: 'IP Verso',
  kind: 'intercom',
  firmware: '2.46.1.61.2',
  handsets: [],
  url: 'http://192.0.2.1',
  update: '',
  losesWriteAtRestart: true,
})
