/** The drivers of Yealink phones and bases on their practice devices. */

import { describe, expect, it } from 'vitest'
import { yealinkFacts } from '#electron/drivers/yealink/data.ts'
import { yealinkBase, yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import servletData from '#resources/practice/yealink-t42s.json' with { type: 'json' }
import jsonData from '#resources/practice/yealink-t46u.json' with { type: 'json' }
import baseData from '#resources/practice/yealink-w70b.json' with { type: 'json' }
import { startService } from '#test/practice/service.ts'
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from './conformance.ts'
import { converse, type Peer } from './conversation.ts'

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

describe('a practice phone', () => {
  it.each([
    ['JSON', jsonData],
    ['servlet pages', servletData],
  ])('with %s takes the account from the file that is written for it', async (_what, data) => {
    await using service = await startService()
    const file = `${data.mac.replaceAll(':', '').toLowerCase()}.cfg`
    const nextUrl = `${service.url}/next/${file}`
    const account = {
      ...{ identity: 'desk@practice.test', user: 'desk', authUser: 'desk', password: 'a secret' },
      ...{ displayName: 'A & "B"', registrar: service.registrar, transport: 'udp' as const },
    }
    for (const path of [`/${file}`, `/next/${file}`]) {
      service.files.set(path, yealinkPhone.configuration?.write({ nextUrl, account }).body ?? '')
    }
    await using peer = await practicePeer(data, 0)
    await using talk = await converse(yealinkPhone, peer)
    const { edits } = await talk.provisioning.plan(service.url)
    await talk.provisioning.apply(edits)
    await talk.session.actions?.['fetch-now']?.()
    await expect.poll(() => service.registers.at(-1)?.aor, { timeout: 10_000 }).toBe('sip:desk@practice.test')
    expect(yealinkPhone.configuration?.isUserAgent(service.fetched.at(-1)?.agent ?? '')).toBe(true)
    const settings = await talk.session.read()
    const held = new Map(settings.map(({ id, value }) => [id, value]))
    expect(held.get('AutoProvisionServerURL')).toBe(`${service.url}/next`)
    expect(held.get('account.1.userName') ?? held.get('account.1.account')).toMatch(/^desk(?:@|$)/)
  })

  it('with replies of another form is described', async () => {
    const json = { ...jsonData.options.json, info: 'tree' }
    await using peer = await practicePeer({ ...jsonData, options: { ...jsonData.options, json } }, 0)
    await using talk = await converse(yealinkPhone, peer)
    expect(await talk.session.describe()).toMatchObject({ model: 'SIP-T46U', mac: jsonData.mac })
    expect(await talk.session.read()).toContainEqual(expect.objectContaining({ id: 'account.1.status' }))
  })

  it('that wants AES with a key in RSA accepts the sign-in of a corrected fact', async () => {
    const provenance = { source: 'a technician', confidence: 'field-report' as const }
    yealinkFacts.correct([{ pointer: '/servlets/0/signIn/cipher', from: 'rsa', to: 'rsa-aes' }], provenance)
    try {
      const servlet = { signIn: 'rsa-aes', wraps: false }
      await using peer = await practicePeer(
        { ...servletData, options: { ...servletData.options, servlet } },
        0,
      )
      await using talk = await converse(yealinkPhone, peer)
      expect((await talk.session.describe()).model).toBe('SIP-T42S')
    } finally {
      yealinkFacts.correct([], provenance)
    }
  })
})
