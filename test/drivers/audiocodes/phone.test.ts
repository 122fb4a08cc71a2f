/** The driver for AudioCodes phones on its practice device. */
import { it } from 'vitest'
import { audiocodesPhone } from '#electron/drivers/audiocodes/driver.ts'
import phoneData from '#resources/practice/audiocodes-c450hd.json' with { type: 'json' }
import { describeDriver } from '../conformance.ts'
import { rehearse } from '../rehearsal.ts'
import { practicePeer } from './peer.ts'

describeDriver('audiocodes-phone', {
  driver: audiocodesPhone,
  start: ({ pace }) => practicePeer(phoneData, pace),
  model: 'C450HD',
  kind: 'phone',
  firmware: '3.4.8.808',
  handsets: [],
  url: 'http://192.0.2.1',
  update: '',
  secure: true,
  isWrite: ({ method, path }) => method !== 'GET' && path !== '/login.cgi',
  passwordChange: 'password-change-needed',
  // the connection is closed
  interfaceOff: 'connection-lost',
})

it('lets the gateway core onboard the phone', async () => {
  await using peer = await practicePeer(phoneData, 0.001)
  await rehearse(audiocodesPhone, peer, phoneData.mac)
})
