/** The driver of Poly phones on its practice device, over REST and over the web pages. */
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import phoneData from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from './conformance.ts'

const kind = (restApi: boolean): PeerKind => ({
  driver: polyVvx,
  async start({ pace }) {
    const device = { ...phoneData, options: { ...phoneData.options, restApi } }
    const practice = await startPractice({ pace, devices: [device] })
    return {
      ports: practice.site.status().ports,
      ...{ httpPort: practice.httpPort, pace, user: phoneData.user, password: phoneData.password },
      misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
      [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
    }
  },
  ...{ model: 'VVX 411', kind: 'phone', firmware: phoneData.firmware, handsets: [] },
  ...{ url: 'http://192.0.2.1', update: '' },
  ...{ secure: true, passwordChange: 'password-change-needed', interfaceOff: null },
  isWrite: ({ path }) => path.endsWith('/config/set') || path.startsWith('/form-submit'),
})

describeDriver('poly-vvx over REST', kind(true))
describeDriver('poly-vvx over its web pages', kind(false))
