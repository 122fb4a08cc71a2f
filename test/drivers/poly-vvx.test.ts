/** The driver of Poly phones on its practice device, over REST and over the web pages. */
import { describe, expect, it } from 'vitest'
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import phoneData from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import type { EditResult } from '#shared/model/settings.ts'
import { startService } from '#test/practice/service.ts'
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from './conformance.ts'
import { expectNothingHalfTold } from './conformance-kind.ts'
import { converse, type Peer } from './conversation.ts'

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

/** A phone with options, a session with it, and its values after a plan was applied. */
async function pointed(options: Partial<typeof phoneData.options>, url: string) {
  const device = { ...phoneData, options: { ...phoneData.options, ...options } }
  const practice = await startPractice({ pace: 0, devices: [device] })
  const peer: Peer = {
    ...{ httpPort: practice.httpPort, ports: practice.site.status().ports, pace: 0 },
    ...{ user: phoneData.user, password: phoneData.password, misbehave: () => undefined },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
  const talk = await converse(polyVvx, peer)
  const { edits } = await talk.provisioning.plan(url)
  const applied = await talk.provisioning.apply(edits)
  const readBack = () => talk.provisioning.readBack(edits).then(results, () => [])
  return {
    ...{ talk, applied, readBack },
    async [Symbol.asyncDispose]() {
      await talk[Symbol.asyncDispose]()
      await practice[Symbol.asyncDispose]()
    },
  }
}
const results = (edits: readonly EditResult[]) => edits.map(({ result }) => result)

describe('a practice phone', () => {
  it.each<[string, Partial<typeof phoneData.options>]>([
    ['with Digest', { restScheme: 'digest' }],
    ['without REST, signed in with GET', { restApi: false, loginMethod: 'GET' }],
    ['without REST, of older firmware', { restApi: false, webSession: 'authorization' }],
  ])('%s keeps the URL', async (_what, options) => {
    await using phone = await pointed(options, 'http://192.0.2.1/lang_de')
    expect(results(phone.applied.results)).toEqual(['set', 'set'])
  })

  it('that restarts after a write is unknown or set at first, and set in the end', async () => {
    await using phone = await pointed({ rebootsAfterSet: true }, 'http://192.0.2.1')
    expectNothingHalfTold(phone.applied)
    await expect.poll(phone.readBack, { timeout: 10_000 }).toEqual(['set', 'set'])
  })

  it('takes the account from the configuration file that is written for it', async () => {
    await using service = await startService()
    const nextUrl = `${service.url}/next/64167f0a1b2c.cfg`
    const account = {
      ...{ identity: 'desk@practice.test', user: 'desk', authUser: 'desk', password: 'a secret' },
      ...{ displayName: 'A & "B"', registrar: service.registrar, transport: 'udp' as const },
    }
    for (const path of ['/64167f0a1b2c.cfg', '/next/64167f0a1b2c.cfg']) {
      service.files.set(path, polyVvx.configuration?.write({ nextUrl, account }).body ?? '')
    }
    await using phone = await pointed({}, service.url)
    await phone.talk.session.actions?.['fetch-now']?.()
    await expect.poll(() => service.registers.at(-1)?.aor, { timeout: 10_000 }).toBe('sip:desk@practice.test')
    const settings = await phone.talk.session.read()
    expect(settings.find(({ id }) => id === 'running.server')?.value).toBe(`${service.url}/next`)
    expect(settings.find(({ id }) => id === 'line.1.SIPAddress')?.value).toBe('desk@practice.test')
  })
})
