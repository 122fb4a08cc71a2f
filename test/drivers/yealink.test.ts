/** The drivers of Yealink phones and bases on their practice devices. */
import { yealinkBase, yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import servletData from '#resources/practice/yealink-t42s.json' with { type: 'json' }
import jsonData from '#resources/practice/yealink-t46u.json' with { type: 'json' }
import baseData from '#resources/practice/yealink-w70b.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from './conformance.ts'
import type { Peer } from './conversation.ts'

type DeviceData = typeof servletData | typeof jsonData | typeof baseData

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

const common: Omit<PeerKind, 'driver' | 'start' | 'model' | 'kind' | 'firmware'> = {
  ...{ handsets: [], url: 'http://192.0.2.1', update: '', secure: true },
  passwordChange: 'password-change-needed',
  // a web interface that is off closes each connection
  interfaceOff: 'connection-lost',
  // reads over JSON and each sign-in are POST requests too; the log has no values of a query, and a sign-in has one more
  isWrite: ({ method, path }) =>
    path.includes('writeconfig') || (method === 'POST' && /^\/servlet\?m=[^&]+&p=[^&]+&q=[^&]+$/.test(path)),
}

describeDriver('yealink-phone over JSON', {
  ...common,
  driver: yealinkPhone,
  start: ({ pace }) => practicePeer(jsonData, pace),
  ...{ model: 'SIP-T46U', kind: 'phone', firmware: jsonData.firmware },
})

describeDriver('yealink-phone over its servlet pages', {
  ...common,
  driver: yealinkPhone,
  start: ({ pace }) => practicePeer(servletData, pace),
  ...{ model: 'SIP-T42S', kind: 'phone', firmware: servletData.firmware },
})

describeDriver('yealink-dect', {
  ...common,
  driver: yealinkBase,
  start: ({ pace }) => practicePeer(baseData, pace),
  ...{ model: 'W70B', kind: 'dect-base', firmware: baseData.firmware },
  handsets: baseData.handsets.map(({ ipei }) => ipei),
})
