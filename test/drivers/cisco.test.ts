/** The Cisco drivers on their practice devices. */
import { ciscoAta, ciscoMpp } from '#electron/drivers/cisco/driver.ts'
import phoneData from '#resources/practice/cisco-8851.json' with { type: 'json' }
import adapterData from '#resources/practice/cisco-ata-191.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver } from './conformance.ts'
import type { Peer } from './conversation.ts'

type DeviceData = typeof phoneData | typeof adapterData

async function practicePeer(device: DeviceData, pace: number): Promise<Peer> {
  const practice = await startPractice({ pace, devices: [device] })
  return {
    httpPort: practice.httpPort,
    ports: practice.site.status().ports,
    ...{ pace, user: device.user, password: device.password },
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

describeDriver('cisco-mpp', {
  driver: ciscoMpp,
  start: ({ pace }) => practicePeer(phoneData, pace),
  model: 'CP-8851-3PCC',
  kind: 'phone',
  firmware: 'sip88xx.12-0-3MPP0101-345',
  handsets: [],
  url: 'http://192.0.2.1/$PSN.xml',
  update: '',
  secure: true,
  passwordChange: 'password-change-needed',
  interfaceOff: 'interface-off',
})

describeDriver('cisco-ata', {
  driver: ciscoAta,
  start: ({ pace }) => practicePeer(adapterData, pace),
  model: 'ATA191-MPP',
  kind: 'ata',
  firmware: '11-2-2MPP0101-013',
  handsets: [],
  url: 'http://192.0.2.1/mac.cfg',
  update: '',
  secure: true,
  // the form of a sign-in writes nothing
  isWrite: ({ method, path }) => method !== 'GET' && !path.endsWith('/login.cgi'),
  passwordChange: 'password-change-needed',
  // remote management that is off closes each connection
  interfaceOff: 'connection-lost',
})
