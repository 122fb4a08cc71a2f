/** The JSON interface of Yealink devices: what the drivers make of its replies. */
import { describe, expect, it } from 'vitest'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { yealinkBase, yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import { codeOf, failed, jsonDevice, kitWith, ok, sentIn, signedIn, told, url } from './yealink-device.ts'

type Other = (request: WebRequest) => Partial<WebReply> | null

const phone = async (other?: Other) => {
  const kit = kitWith(jsonDevice(other), signedIn)
  return { kit, session: await yealinkPhone.connect(kit) }
}
const base = (other?: Other) => yealinkBase.connect(kitWith(jsonDevice(other), signedIn))
const on =
  (part: string, reply: Partial<WebReply>): Other =>
  ({ path }) =>
    path.includes(part) ? reply : null
const onIds =
  (id: string, reply: Partial<WebReply>): Other =>
  (request) =>
    JSON.stringify(sentIn(request)).includes(`"${id}"`) ? reply : null

describe('a sign-in over JSON', () => {
  it('sends the key that the device has sent, and takes the token of a reply', async () => {
    const { kit } = await phone()
    expect(kit.signIns).toMatchObject([
      {
        key: { modulus: 'd966', exponent: '010001', session: null },
        path: '/api/auth/login?p=Login',
        form: { cipher: 'rsa', userField: 'username', passwordField: 'pwd', prefix: '__WUI_ENC__:' },
        fields: [],
        headers: { origin: 'https://192.0.2.1', referer: 'https://192.0.2.1/' },
        csrf: { header: 'X-CSRFToken', withGet: true, from: { json: 'data.wui.common.token' } },
      },
    ])
    expect(kit.asked.map((request) => [request.path, sentIn(request), request.idempotent])).toEqual([
      ['/api/common/info?p=Login', { idlist: ['wui.common.rsaN', 'wui.common.rsaE'] }, true],
      ['/api/common/info?p=Login', { idlist: ['wui'] }, true],
      [
        '/api/inner/readconfig?p=SettingAutop',
        { formData: ['AutoProvisionServerURL', 'AutoProvisionUser'] },
        true,
      ],
    ])
  })

  it.each<[string, Partial<WebReply>, string | null]>([
    ['is accepted', signedIn, null],
    ['is accepted with RET', { body: '{"ret":"OK","data":{}}' }, null],
    [
      'has a wrong password',
      failed({ webStatus: 'error', msg: 'error_username_or_password_is_wrong' }),
      'sign-in-refused',
    ],
    ['is locked', failed({ webStatus: 'lock', lockTime: '3' }), 'sign-in-blocked'],
    ['meets another session', failed({ msg: 'auth_err_user_busy', lineIp: '192.0.2.8' }), 'device-busy'],
    ['is refused for another reason', failed({ webStatus: '503' }), 'unexpected-page'],
    ['is refused without a reason', { body: '{"ret":"failed"}' }, 'unexpected-page'],
    ['fails with status 500', { ...signedIn, status: 500 }, 'unexpected-page'],
    ['gets a page', { body: '<html>' }, 'unexpected-page'],
    ['gets no data', { body: '{"ret":"ok"}' }, 'unexpected-page'],
  ])('that %s', async (_what, reply, code) => {
    const kit = kitWith(jsonDevice(), reply)
    expect(await codeOf(yealinkPhone.connect(kit))).toBe(code)
    expect(kit.signIns).toHaveLength(1)
  })

  it.each<[string, Other, string]>([
    ['a new password is demanded for the token', onIds('wui', failed({}, 403)), 'password-change-needed'],
    ['a new password is demanded for settings', on('readconfig', failed({}, 403)), 'password-change-needed'],
    ['the token is refused', onIds('wui', failed({}, 401)), 'unexpected-page'],
    ['settings are refused', on('readconfig', failed()), 'unexpected-page'],
    ['settings are a page', on('readconfig', { body: '<html>' }), 'unexpected-page'],
  ])('ends when %s', async (_what, other, code) => {
    const kit = kitWith(jsonDevice(other), signedIn)
    expect(await codeOf(yealinkPhone.connect(kit))).toBe(code)
    // the session would keep the technician out
    expect(kit.asked.at(-1)?.path).toBe('/api/auth/logout?p=Status')
  })

  it.each([{ 'wui.common.rsaN': 'd966' }, { 'wui.common.rsaE': '010001' }, {}])(
    'is not tried with half a key: %j',
    async (half) => {
      const kit = kitWith(jsonDevice(onIds('wui.common.rsaN', ok(half))), signedIn)
      await expect(yealinkPhone.connect(kit)).rejects.toMatchObject({ facts: { expected: 'RSA' } })
      expect(kit.signIns).toEqual([])
    },
  )

  it('does not answer a challenge of the key', async () => {
    const { kit } = await phone()
    const refusal = kit.asked[0]?.refusal?.({ status: 401, headers: {}, body: '' })
    expect(refusal).toMatchObject({ code: 'unexpected-page', facts: { expected: 'wui.common.rsaN' } })
  })
})

describe('a session over JSON', () => {
  it('describes the device by its status, then by what its pages show', async () => {
    const { session } = await phone()
    expect(await session.describe()).toEqual({
      ...{ vendor: 'Yealink', model: 'SIP-T46U', firmware: '108.86.5.1', mac: '80:5E:C0:0A:1B:2C' },
      ...{ serial: '3100120010000001', hardware: '108.1.0.0.3.1.0', upFor: null },
    })
    const { session: older } = await phone(onIds('system', ok({})))
    expect(await older.describe()).toEqual({
      ...{ vendor: 'Yealink', model: 'SIP-T46U', firmware: '108.86.0.20', mac: '80:5E:C0:0A:1B:2C' },
      ...{ serial: null, hardware: null, upFor: null },
    })
  })

  it('leaves out what the device does not show, and shows no damaged address', async () => {
    const nothing = { wui: { device: { mac: 'none' } } }
    const { session } = await phone((request) => {
      const sent = JSON.stringify(sentIn(request))
      if (sent.includes('"system"')) return ok({ system: { version: { firmware: '' } } })
      return sent === '{"idlist":["wui"]}' ? ok(nothing) : null
    })
    expect(await session.describe()).toEqual({
      ...{ vendor: 'Yealink', model: null, firmware: null, mac: null },
      ...{ serial: null, hardware: null, upFor: null },
    })
  })

  it('reads the settings and the accounts of a phone', async () => {
    const { session } = await phone()
    expect(await session.read()).toEqual([
      row('AutoProvisionServerURL', 'http://192.0.2.9'),
      row('AutoProvisionUser', ''),
      line('userName', '1001'),
      line('sipServer', 'pbx.example'),
      line('status', '2'),
    ])
  })

  it('reads the accounts of a base by a request of their own', async () => {
    const session = await base(onIds('account.info', failed()))
    expect((await session.read()).slice(2)).toEqual([
      line('userName', '1001'),
      line('sipServer', 'pbx.example'),
      line('status', '2'),
    ])
  })

  it.each([{}, { 'account.info': null }, { 'account.info': [{ userName: null }, 'x'] }])(
    'without accounts has settings: %j',
    async (accounts) => {
      const { session } = await phone(onIds('account.info', ok(accounts)))
      expect((await session.read()).map(({ id }) => id)).toEqual([
        'AutoProvisionServerURL',
        'AutoProvisionUser',
      ])
    },
  )

  it.each<[string, Partial<WebReply>]>([
    ['401', failed({}, 401)],
    ['403', failed({}, 403)],
    ['a failure', failed()],
  ])('that has ended with %s signs in again, once', async (_what, refused) => {
    let isEnded = false
    const { kit, session } = await phone((request) => {
      if (JSON.stringify(sentIn(request)).includes('rsaN')) isEnded = false
      return isEnded ? refused : null
    })
    isEnded = true
    kit.asked.length = 0
    expect((await session.describe()).model).toBe('SIP-T46U')
    expect(kit.signIns).toHaveLength(2)
    // a session that is still open would refuse the next one
    expect(kit.asked[2]?.path).toBe('/api/auth/logout?p=Status')
    isEnded = true
    expect(await codeOf(session.provisioning?.plan(url))).toBeNull()
    expect(kit.signIns).toHaveLength(3)
  })

  it('that has ended and gets no key ends with the page that it got', async () => {
    let isEnded = false
    const { kit, session } = await phone(() => (isEnded ? failed({}, 401) : null))
    isEnded = true
    await expect(session.describe()).rejects.toMatchObject({
      code: 'unexpected-page',
      facts: { status: 401, expected: 'wui.device.phoneName' },
    })
    expect(kit.signIns).toHaveLength(1)
  })

  it('does not sign in again for a page that is no JSON', async () => {
    let isGarbage = false
    const { kit, session } = await phone(() => (isGarbage ? { body: '{"ret":"ok","da' } : null))
    isGarbage = true
    expect(await codeOf(session.describe())).toBe('unexpected-page')
    expect(kit.asked.at(-1)).toMatchObject({ path: '/api/common/info?p=Login' })
    expect(kit.signIns).toHaveLength(1)
  })

  it('is signed out at its end, once', async () => {
    const { kit, session } = await phone()
    await session[Symbol.asyncDispose]()
    await session[Symbol.asyncDispose]()
    const outs = kit.asked.filter(({ path }) => path === '/api/auth/logout?p=Status')
    expect(outs.map((request) => [request.method, sentIn(request), request.idempotent])).toEqual([
      ['POST', {}, false],
    ])
  })

  it('ends when the sign-out fails, but not when it has a bug', async () => {
    let problem: Error = new PunchdownError('timed-out')
    const failing: Other = ({ path }) => {
      if (path.includes('logout')) throw problem
      return null
    }
    const { session } = await phone(failing)
    await session[Symbol.asyncDispose]()
    problem = new TypeError('bug')
    const { session: other } = await phone(failing)
    expect(await codeOf(Promise.resolve(other[Symbol.asyncDispose]()))).toBe('bug')
  })
})

const row = (id: string, value: string) => ({
  ...{ id, page: 'Auto Provision', group: 'Server', label: id, value, isDefault: false, writable: true },
})
const line = (label: string, value: string) => ({
  ...{ id: `account.1.${label}`, page: 'Status', group: 'Account 1', label, value },
  ...{ isDefault: false, writable: false },
})

describe('a write over JSON', () => {
  const apply = async (other?: Other) => {
    const { kit, session } = await phone(other)
    const plan = await session.provisioning?.plan(url)
    const { edits = [] } = plan ?? {}
    return { kit, plan, edits, applied: await session.provisioning?.apply(edits) }
  }

  it('sends the URL once and reads it back', async () => {
    const { kit, plan, applied } = await apply()
    expect(plan).toMatchObject({
      after: 'at-next-start',
      provenance: { confidence: 'seen-in-public-code' },
      edits: [{ id: 'AutoProvisionServerURL', before: 'http://192.0.2.9', after: url, secret: false }],
    })
    expect(applied).toMatchObject({ restarts: false, results: [{ result: 'set', found: url }] })
    const writes = kit.asked.filter(({ path }) => path.includes('writeconfig'))
    expect(writes.map((request) => [request.path, sentIn(request), request.idempotent])).toEqual([
      ['/api/inner/writeconfig?p=SettingAutop', { formData: { AutoProvisionServerURL: url } }, false],
    ])
  })

  it('of the same URL is not sent', async () => {
    const { kit, session } = await phone(on('readconfig', ok({ formData: { AutoProvisionServerURL: url } })))
    const { edits } = (await session.provisioning?.plan(url)) ?? { edits: [] }
    expect(told((await session.provisioning?.apply(edits))?.results)).toEqual(['unchanged'])
    expect(kit.asked.some(({ path }) => path.includes('writeconfig'))).toBe(false)
  })

  it.each<[string, Partial<WebReply>]>([
    ['with status 403', failed({}, 403)],
    ['with a page', { body: '<html>' }],
    ['with other JSON', { body: '{}' }],
  ])('that is answered %s is set when it is read back, else unknown', async (_what, reply) => {
    const lost = await apply(on('writeconfig', reply))
    expect(lost.applied).toMatchObject({ restarts: true, results: [{ result: 'unknown' }] })
    let isWritten = false
    const kept = await apply((request) => {
      if (request.path.includes('writeconfig')) {
        isWritten = true
        return reply
      }
      return isWritten ? on('readconfig', ok({ formData: { AutoProvisionServerURL: url } }))(request) : null
    })
    expect(kept.applied).toMatchObject({ restarts: false, results: [{ result: 'set' }] })
  })

  it('that fails is a refused value', async () => {
    await expect(apply(on('writeconfig', failed({ msg: 'bad value' })))).rejects.toMatchObject({
      ...{ code: 'value-refused', facts: { address: '192.0.2.1' } },
    })
  })

  it('of a device without the setting is not sent', async () => {
    const { session } = await phone(on('readconfig', ok({ formData: { AutoProvisionUser: 'x' } })))
    await expect(session.provisioning?.plan(url)).rejects.toMatchObject({
      code: 'setting-missing',
      facts: { setting: 'AutoProvisionServerURL', page: 'Auto Provision' },
    })
  })
})

describe('an action over JSON', () => {
  it('fetches now, after a read that renews the session', async () => {
    const { kit, session } = await phone()
    await session.actions?.['fetch-now']?.()
    expect(kit.asked.slice(-2)).toMatchObject([
      { path: '/api/inner/readconfig?p=SettingAutop' },
      { method: 'POST', path: '/api/autop/now?p=SettingAutop', idempotent: false },
    ])
    expect(kit.asked.at(-1)).not.toHaveProperty('body')
  })

  it.each([failed(), failed({}, 500), { body: '' }])(
    'that is not accepted is an unexpected page: %j',
    async (reply) => {
      const { session } = await phone(
        (request) => on('autop/now', reply)(request) ?? on('reboot', reply)(request),
      )
      expect(await codeOf(session.actions?.['fetch-now']?.())).toBe('unexpected-page')
      expect(await codeOf(session.actions?.restart?.())).toBe('unexpected-page')
    },
  )

  it.each<[string, Partial<WebReply>]>([
    ['answers', ok(true)],
    ['drops the connection', { status: 0 }],
  ])('restarts a device that %s, and does not sign out of it', async (_what, reply) => {
    const { kit, session } = await phone(on('reboot', reply))
    await session.actions?.restart?.()
    await session[Symbol.asyncDispose]()
    expect(kit.asked.slice(-2)).toMatchObject([
      { method: 'GET', path: '/api/common/info/status/talking?p=SettingUpgrade' },
      {
        ...{ method: 'POST', path: '/api/system/reboot?p=SettingUpgrade' },
        ...{ idempotent: false, dropIsSuccess: true },
      },
    ])
  })

  it('does not restart a device in a call', async () => {
    const { kit, session } = await phone(on('talking', ok(true)))
    expect(await codeOf(session.actions?.restart?.())).toBe('device-busy')
    expect(kit.asked.some(({ path }) => path.includes('reboot'))).toBe(false)
  })

  it('signs out of a device that has come back from a restart', async () => {
    let isEnded = false
    const { kit, session } = await phone((request) => {
      if (JSON.stringify(sentIn(request)).includes('rsaN')) isEnded = false
      return isEnded ? failed({}, 401) : null
    })
    await session.actions?.restart?.()
    isEnded = true
    await session.describe()
    await session[Symbol.asyncDispose]()
    expect(kit.asked.at(-1)?.path).toBe('/api/auth/logout?p=Status')
  })
})
