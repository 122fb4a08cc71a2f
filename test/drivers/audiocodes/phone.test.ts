/** The driver for AudioCodes phones on its practice device. */
import { expect, it } from 'vitest'
import { audiocodesPhone } from '#electron/drivers/audiocodes/driver.ts'
import phoneData from '#resources/practice/audiocodes-c450hd.json' with { type: 'json' }
import { describeDriver } from '../conformance.ts'
import { converse } from '../conversation.ts'
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

it('describes a phone of the 2.2 line', async () => {
  const options = { ...phoneData.options, userAgent: 'classic' }
  const device = { ...phoneData, model: '405HD', wireModel: '405HD-Rev1', firmware: '2.2.16.681', options }
  await using peer = await practicePeer(device, 0)
  await using talk = await converse(audiocodesPhone, peer)
  expect(await talk.session.describe()).toMatchObject({ model: '405HD', firmware: '2.2.16.681' })
})
