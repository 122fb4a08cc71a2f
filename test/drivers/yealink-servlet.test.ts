/** The servlet pages of Yealink devices: what the drivers make of them. */
import { describe, expect, it } from 'vitest'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { yealinkBase, yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import {
  codeOf,
  kitWith,
  newPasswordPage,
  provisioningPage,
  rsaPage,
  servletDevice,
  statusPage,
  told,
  url,
} from './yealink-device.ts'

type Other = (request: WebRequest) => Partial<WebReply> | null

const done = { body: '<div id="_RES_INFO_">{"authstatus": "done"}</div>' }
const phone = async (other?: Other) => {
  const kit = kitWith(servletDevice(other), done)
  return { kit, session: await yealinkPhone.connect(kit) }
}
const on =
  (part: string, reply: Partial<WebReply>): Other =>
  ({ path }) =>
    path.includes(part) ? reply : null
const autop = '/servlet?m=mod_data&p=settings-autop&q=load'

/** Path with its random number as 0.1; a number outside of 0 to 1 stays. */
const plain = (path: string) => path.replace(/=0\.\d{3,20}(?:e-\d)?$/, '=0.1')

describe('a sign-in to servlet pages', () => {
  it('sends the key of the page, with the way to the status page', async () => {
    const { kit } = await phone()
    const [given] = kit.signIns
    expect({ ...given, path: plain(given?.path ?? '') }).toMatchObject({
      key: { modulus: 'd966', exponent: '010001', session: null },
      path: '/servlet?m=mod_listener&p=login&q=login&Rajax=0.1',
      form: { cipher: 'rsa', userField: 'username', passwordField: 'pwd', prefix: '' },
      fields: [['jumpto', '{"m":"mod_data","p":"status","q":"load"}']],
      headers: { referer: `https://192.0.2.1${given?.path}` },
    })
    expect(kit.asked.map(({ method, path }) => `${method} ${plain(path)}`)).toEqual([
      'POST /api/common/info?p=Login',
      'GET /servlet?m=mod_listener&p=login&q=loginForm&Random=0.1',
      `GET ${autop}`,
    ])
  })

  it.each<[string, Partial<WebReply>, string | null]>([
    ['is accepted in a page', done, null],
    ['is accepted', { body: '{"authstatus":"done"}' }, null],
    ['is redirected', { status: 302, headers: { location: '/servlet?p=status' } }, null],
    ['is redirected with its address', { status: 303, headers: { location: 'https://192.0.2.1/' } }, null],
    [
      'is sent to another device',
      { status: 302, headers: { location: 'https://192.0.2.2/' } },
      'unexpected-page',
    ],
    ['is sent nowhere', { status: 302 }, 'unexpected-page'],
    ['is refused', { body: '{"authstatus":"none"}' }, 'sign-in-refused'],
    ['gets the form again', { body: rsaPage }, 'sign-in-refused'],
    ['is locked', { body: '{"authstatus":"lock","locktime":3}' }, 'sign-in-blocked'],
    ['is locked in words', { body: 'You are not authorized, try again 3 minutes later' }, 'sign-in-blocked'],
    ['is asked for a new password', { body: newPasswordPage }, 'password-change-needed'],
    ['gets a page', { body: statusPage }, 'unexpected-page'],
    ['is refused with spaces', { body: '{"authstatus" : "none"}' }, 'sign-in-refused'],
    ['gets a page with a field for a user', { body: '<input name="username">' }, 'unexpected-page'],
    ['gets another word', { body: '{"authstatus":"busy"}' }, 'unexpected-page'],
    ['is answered with 304', { status: 304 }, 'unexpected-page'],
  ])('that %s', async (_what, reply, code) => {
    const kit = kitWith(servletDevice(), reply)
    expect(await codeOf(yealinkPhone.connect(kit))).toBe(code)
    expect(kit.signIns).toHaveLength(1)
  })

  it('to an older device sends a text in AES, with the session of its key', async () => {
    const modulus = 'd9'.repeat(64)
    const kit = kitWith(
      servletDevice(({ path }) =>
        path.includes('loginForm')
          ? { status: 404 }
          : path.includes('getsessionid')
            ? { body: `\n${modulus},10001,0d7f1c3e\n` }
            : null,
      ),
      { status: 302, headers: { location: '/servlet?p=status' } },
    )
    const session = await yealinkPhone.connect(kit)
    expect(kit.signIns).toMatchObject([
      {
        key: { modulus, exponent: '10001', session: '0d7f1c3e' },
        path: '/servlet?p=login&q=login',
        form: {
          cipher: 'rsa-aes',
          cookie: 'JSESSIONID',
          textField: 'data',
          keyField: 'key',
          vectorField: 'iv',
        },
        fields: [
          ['jumpto', 'status'],
          ['acc', ''],
        ],
      },
    ])
    kit.asked.length = 0
    // no request to fetch is known for it
    await session.actions?.['fetch-now']?.()
    expect(kit.asked.map(({ path }) => plain(path))).toEqual([
      '/servlet?p=settings-upgrade&q=load',
      '/servlet?p=settings-upgrade&q=reboot&token=t0k3n&Rajax=0.1',
    ])
  })

  it.each<[string, Partial<WebReply>]>([
    ['no key', { body: '<html></html>' }],
    ['half a key', { body: '<script>var g_rsa_n = "d966";</script>' }],
    ['the other half', { body: '<script>var g_rsa_e = "010001";</script>' }],
    ['a key with status 500', { body: rsaPage, status: 500 }],
    ['two parts', { body: `${'d9'.repeat(64)},10001` }],
    ['four parts', { body: `${'d9'.repeat(64)},10001,1,2` }],
    ['a short key', { body: 'd966,10001,1' }],
    ['text in front of a key', { body: `key ${'d9'.repeat(64)},10001,1` }],
    ['text behind a key', { body: `${'d9'.repeat(64)},10001,1 of a page` }],
  ])('of a device with %s ends with the first page', async (_what, reply) => {
    const kit = kitWith(servletDevice(on('p=login', reply)), done)
    await expect(yealinkPhone.connect(kit)).rejects.toMatchObject({
      code: 'unexpected-page',
      facts: { expected: 'RSA', path: expect.stringContaining('q=loginForm') },
    })
    expect(kit.signIns).toEqual([])
  })

  it('does not answer a challenge of the key', async () => {
    const { kit } = await phone()
    const refusal = kit.asked[1]?.refusal?.({ status: 401, headers: {}, body: '' })
    expect(refusal).toMatchObject({ code: 'unexpected-page', facts: { expected: 'RSA', status: 401 } })
  })

  it.each<[string, Partial<WebReply>, string]>([
    ['demands a new password', { body: newPasswordPage }, 'password-change-needed'],
    ['has another page', { body: '<html>' }, 'unexpected-page'],
    ['answers with 500', { body: provisioningPage(''), status: 500 }, 'unexpected-page'],
    ['shows the form each time', { body: rsaPage }, 'unexpected-page'],
  ])('ends at a device that %s', async (_what, reply, code) => {
    expect(await codeOf(phone(on('settings-autop', reply)))).toBe(code)
  })
})

describe('a session with servlet pages', () => {
  it('describes the device', async () => {
    const { session } = await phone()
    expect(await session.describe()).toEqual({
      ...{ vendor: 'Yealink', model: 'SIP-T42S', firmware: '66.86.5.1', mac: '80:5E:C0:0A:1B:42' },
      ...{ serial: '42', hardware: '67.0.0.0.0.0.0', upFor: null },
    })
  })

  it('knows the other spelling of the firmware, and leaves out what is not there', async () => {
    const body = '<script>g_strToken="a" ;g_phonetype="W60B"; g_strfirmware = "77.85.0.20"</script>'
    const { session } = await phone(on('p=status', { body }))
    expect(await session.describe()).toEqual({
      ...{ vendor: 'Yealink', model: 'W60B', firmware: '77.85.0.20', mac: null },
      ...{ serial: null, hardware: null, upFor: null },
    })
  })

  it('without a model is an unexpected page', async () => {
    const { session } = await phone(on('p=status', { body: '<script>g_strToken = "a"</script>' }))
    await expect(session.describe()).rejects.toMatchObject({ facts: { expected: 'g_phonetype' } })
  })

  it('reads settings and accounts', async () => {
    const { session } = await phone()
    const settings = await session.read()
    expect(settings.map(({ id, value }) => [id, value])).toEqual([
      ['AutoProvisionServerURL', 'http://192.0.2.9'],
      ['AutoProvisionUser', 'me'],
      ['AutoPEnableDHCPOptionOn', '0'],
      ['account.1.account', '1001@pbx.example'],
      ['account.1.status', '2'],
      ['account.2.account', ''],
      ['account.2.status', '0'],
    ])
  })

  it.each([
    ['null', []],
    ['{"Account1":', []],
    ['{"Account1":7}', ['', '']],
    ['{"Account1":"2"}', ['', '2']],
  ])('with accounts as %s', async (accounts, values) => {
    const body = statusPage.replace(/\{"Account1.*?\}/, accounts)
    const { session } = await phone(on('p=status', { body }))
    expect((await session.read()).slice(3).map(({ value }) => value)).toEqual(values)
  })

  it('that has ended signs in again, once', async () => {
    let isEnded = false
    const { kit, session } = await phone(({ path }) => {
      if (path.includes('loginForm')) isEnded = false
      return isEnded ? { body: rsaPage } : null
    })
    isEnded = true
    expect((await session.describe()).model).toBe('SIP-T42S')
    expect(kit.signIns).toHaveLength(2)
  })

  it('that has ended and gets no key is an unexpected page', async () => {
    let isEnded = false
    const { kit, session } = await phone(({ path }) => {
      if (!isEnded) return null
      return path.includes('loginForm') ? { body: '<html>' } : { body: rsaPage }
    })
    isEnded = true
    await expect(session.describe()).rejects.toMatchObject({ facts: { expected: 'RSA' } })
    expect(kit.signIns).toHaveLength(1)
  })

  it('of a base lists no handsets', async () => {
    const session = await yealinkBase.connect(kitWith(servletDevice(), done))
    await expect(session.handsets?.list()).rejects.toMatchObject({
      ...{ code: 'capability-missing', facts: { address: '192.0.2.1' } },
    })
  })

  it('sends nothing at its end', async () => {
    const { kit, session } = await phone()
    const before = kit.asked.length
    await session[Symbol.asyncDispose]()
    expect(kit.asked).toHaveLength(before)
  })
})

describe('a write to servlet pages', () => {
  const apply = async (other?: Other) => {
    const { kit, session } = await phone(other)
    const { edits } = (await session.provisioning?.plan(url)) ?? { edits: [] }
    return { kit, applied: await session.provisioning?.apply(edits) }
  }

  it('sends the form with its token, without its password, once', async () => {
    const { kit, applied } = await apply()
    expect(applied).toMatchObject({ restarts: false, results: [{ result: 'set', found: url }] })
    expect(kit.asked.filter(({ method, path }) => method === 'POST' && path.includes('servlet'))).toEqual([
      {
        ...{ method: 'POST', path: '/servlet?m=mod_data&p=settings-autop&q=write', idempotent: false },
        headers: { referer: `https://192.0.2.1${autop}` },
        body: {
          kind: 'form',
          fields: [
            ['AutoProvisionServerURL', url],
            ['AutoProvisionUser', 'me'],
            ['AutoPEnableDHCPOptionOn', '0'],
            ['token', 't0k3n'],
          ],
        },
      },
    ])
  })

  it.each<[string, Partial<WebReply>]>([
    ['a page', { body: provisioningPage('') }],
    ['a redirect', { status: 302 }],
    ['a move', { status: 301 }],
    ['another place', { status: 303 }],
  ])('that is answered with %s and not kept is refused', async (_what, reply) => {
    const { applied } = await apply(on('q=write', reply))
    expect(applied).toMatchObject({ restarts: false, results: [{ result: 'refused' }] })
  })

  it.each<[string, Partial<WebReply>]>([
    ['403', { status: 403, body: 'User Identity Forbidden' }],
    ['the sign-in page', { body: rsaPage }],
    ['304', { status: 304 }],
  ])('that is answered with %s and not kept is unknown', async (_what, reply) => {
    const { applied } = await apply(on('q=write', reply))
    expect(applied).toMatchObject({ restarts: true, results: [{ result: 'unknown' }] })
  })

  it('has no token where the page has none', async () => {
    const body = provisioningPage('').replace('g_strToken', 'g_other')
    const { kit } = await apply(on('settings-autop&q=load', { body }))
    const write = kit.asked.find(({ path }) => path.includes('q=write'))
    expect(JSON.stringify(write?.body)).not.toContain('token')
  })

  it('of a page without the form is an unexpected page', async () => {
    await expect(phone(on('settings-autop', { body: statusPage }))).rejects.toMatchObject({
      facts: { path: autop, expected: 'AutoProvisionServerURL' },
    })
  })

  it('is refused when the device holds another URL', async () => {
    const { session } = await phone()
    const { edits } = (await session.provisioning?.plan(url)) ?? { edits: [] }
    const { session: later } = await phone(on('settings-autop', { body: provisioningPage('') }))
    expect(told(await later.provisioning?.readBack(edits))).toEqual(['refused'])
  })
})

describe('an action over servlet pages', () => {
  it('fetches now, after a page that renews the session', async () => {
    const { kit, session } = await phone(on('autopnow', { body: '{"data":"1"}' }))
    await session.actions?.['fetch-now']?.()
    expect(kit.asked.slice(-2).map(({ path, idempotent }) => [plain(path), idempotent])).toEqual([
      [autop, undefined],
      ['/servlet?m=mod_data&p=settings-autop&q=autopnow&Rajax=0.1', false],
    ])
  })

  it('restarts with the token of the page', async () => {
    const { kit, session } = await phone()
    await session.actions?.restart?.()
    const sent = kit.asked.slice(-2).map((request) => ({ ...request, path: plain(request.path) }))
    expect(sent).toEqual([
      { method: 'GET', path: '/servlet?m=mod_data&p=settings-upgrade&q=load' },
      {
        ...{ method: 'GET', path: '/servlet?m=mod_data&p=settings-upgrade&q=reboot&token=t0k3n&Rajax=0.1' },
        ...{ idempotent: false, dropIsSuccess: true },
      },
    ])
  })

  it('encodes a token, and takes a dropped connection for a restart', async () => {
    const body = '<script>var g_strToken = "a&b=c"</script>'
    const { kit, session } = await phone((request) =>
      request.path.includes('q=reboot') ? { status: 0 } : on('settings-upgrade', { body })(request),
    )
    await session.actions?.restart?.()
    expect(kit.asked.at(-1)?.path).toContain('&token=a%26b%3Dc&')
  })

  it.each<[string, Partial<WebReply>]>([
    ['403', { status: 403 }],
    ['the sign-in page', { body: rsaPage }],
  ])('that is answered with %s is an unexpected page', async (_what, reply) => {
    const { session } = await phone(
      (request) => on('autopnow', reply)(request) ?? on('q=reboot', reply)(request),
    )
    expect(await codeOf(session.actions?.['fetch-now']?.())).toBe('unexpected-page')
    expect(await codeOf(session.actions?.restart?.())).toBe('unexpected-page')
  })
})
