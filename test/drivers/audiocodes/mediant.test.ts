/** The driver for MP-1288 and MP-5xx on its practice devices. */
import { expect, it } from 'vitest'
import { audiocodesMediant } from '#electron/drivers/audiocodes/driver.ts'
import withoutRest from '#resources/practice/audiocodes-mp-504.json' with { type: 'json' }
import withRest from '#resources/practice/audiocodes-mp-1288.json' with { type: 'json' }
import { describeDriver } from '../conformance.ts'
import { converse } from '../conversation.ts'
import { practicePeer } from './peer.ts'

describeDriver('audiocodes-mediant', {
  driver: audiocodesMediant,
  start: ({ pace }) => practicePeer(withRest, pace),
  model: 'MP-1288',
  kind: 'gateway',
  firmware: '7.40A.600.014',
  handsets: [],
  url: 'http://192.0.2.1/mac.ini',
  update: '',
  secure: true,
  // saving is no write: it may be repeated
  isWrite: ({ method }) => method === 'PUT',
  passwordChange: 'password-change-needed',
  interfaceOff: 'interface-off',
  // it takes effect at once, and is saved by a request of its own
  losesWriteAtRestart: true,
})

it('says that the interface of an adapter without REST is off', async () => {
  await using peer = await practicePeer(withoutRest, 0)
  await expect(converse(audiocodesMediant, peer)).rejects.toMatchObject({
    code: 'interface-off',
    facts: { service: 'REST API' },
  })
})
