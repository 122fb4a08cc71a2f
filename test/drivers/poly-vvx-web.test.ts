/** What the driver of Poly phones makes of the web pages. */
import { describe, expect, it } from 'vitest'
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import { readFields, readHome, readLogin } from '#electron/drivers/poly-vvx/web-pages.ts'
import { PunchdownError } from '#shared/errors.ts'
import { fakeKit } from './fake-kit.ts'
import { applied, both, codeOf, type Reply, status, url } from './poly-vvx-phone.ts'

/** Pages of a phone without REST. */
const form = (type: string, server: string) => `<form>
  <select name="505" paramName="device.prov.serverType"><option value="FTP">FTP</option>
  <option value="HTTP" ${type === 'HTTP' ? 'selected' : ''}>HTTP</option></select>
  <input name="506" paramName="device.prov.serverName" value="${server}"></form>`
const home =
  '<tr><td>Phone Model</td><td>VVX 411</td></tr><td>3111-48450-001 Rev:A</td><td>64:16:7F:0A:1B:2C</td><td>6.4.3.5814</td>'

const onWeb = (
  other: (path: string, kit: { written: number }) => Reply | null = () => null,
  refusal: Reply = { status: 404 },
) => {
  const state = { written: 0 }
  const signIns: unknown[] = []
  const kit = fakeKit(({ path }) => {
    if (path === '/form-submit') state.written++
    const given = other(path, state)
    if (given !== null) return given
    if (path.startsWith('/api')) return refusal
    if (path === '/js/login.js') return { body: "type: 'GET', url: 'login.htm'" }
    if (path === '/home.htm') return { body: home }
    if (path === '/provConf.htm') return { body: state.written > 0 ? form('HTTP', url) : form('FTP', '') }
    return { body: path === '/form-submit' ? 'CONF_CHANGE' : '<p>' }
  })
  return { ...kit, signIns, signIn: async (strategy: unknown) => void signIns.push(strategy) }
}

describe('a phone whose REST API refuses', () => {
  it.each<[string, Reply]>([
    ['is off', { status: 404 }],
    ['asks for another password', status('4010')],
    ['is not for this account', status('4003')],
    ['does not have the request', status('4004')],
  ])('because it %s is set on its web pages', async (_why, refusal) => {
    const kit = onWeb(undefined, refusal)
    expect(await applied(kit)).toMatchObject({ restarts: false, results: both('set') })
    expect(kit.signIns).toHaveLength(1)
    expect(kit.signIns[0]).toMatchObject({
      ...{ kind: 'basic', request: { method: 'GET', path: '/login.htm' }, cookie: 'Authorization' },
      csrf: { header: 'Anti-Csrf-Token', from: { meta: 'csrf-token' } },
    })
    const sent = kit.asked.filter(({ path }) => path === '/form-submit')
    expect(sent).toMatchObject([
      {
        ...{ method: 'POST', idempotent: false, headers: { referer: 'https://192.0.2.1/index.htm' } },
        body: {
          kind: 'form',
          fields: [
            ['505', 'HTTP'],
            ['506', url],
          ],
        },
      },
    ])
  })

  it.each<[string, Reply, string]>([
    ['with 4001', status('4001'), 'device-busy'],
    ['with 403', { status: 403 }, 'sign-in-blocked'],
    ['with a garbage page', { body: '<html>' }, 'unexpected-page'],
  ])('%s is not tried on its web pages', async (_what, refusal, code) => {
    const kit = onWeb(undefined, refusal)
    expect(await codeOf(polyVvx.connect(kit))).toBe(code)
    expect(kit.asked).toHaveLength(1)
  })

  it('and that has no web pages ends with the problem of the API', async () => {
    for (const reply of [{ status: 404 }, { body: '<html>' }]) {
      const kit = onWeb((path) => (path.startsWith('/api') ? null : reply))
      expect(await codeOf(polyVvx.connect(kit))).toBe('interface-off')
      expect(kit.signIns).toEqual([])
    }
  })

  it('and whose web pages are lost ends with that', async () => {
    const kit = onWeb((path) => {
      if (path === '/js/login.js') throw new PunchdownError('connection-lost')
      return null
    })
    expect(await codeOf(polyVvx.connect(kit))).toBe('connection-lost')
  })

  it('and that demands a new password says so', async () => {
    const change = '<form><input type="password" name="newadminpswd"></form>'
    for (const at of ['/index.htm', '/provConf.htm']) {
      const kit = onWeb((path) => (path === at ? { body: change } : null), status('4010'))
      expect(await codeOf(applied(kit))).toBe('password-change-needed')
      expect(kit.asked.filter(({ path }) => path === '/form-submit')).toEqual([])
    }
  })

  it('and that has ended the session says so', async () => {
    const kit = onWeb((path) => (path === '/provConf.htm' ? { body: 'INVALID\n' } : null))
    expect(await codeOf(applied(kit))).toBe('sign-in-refused')
  })

  it('knows an accepted sign-in by its reply', async () => {
    const kit = onWeb()
    await polyVvx.connect(kit)
    const [strategy] = kit.signIns
    const isSignedIn = (reply: object): boolean => {
      if (typeof strategy !== 'object' || strategy === null || !('isSignedIn' in strategy)) throw new Error()
      if (typeof strategy.isSignedIn !== 'function') throw new Error()
      return strategy.isSignedIn(reply)
    }
    expect(isSignedIn({ status: 200, body: 'SUCCESS' })).toBe(true)
    for (const body of ['INVALID', 'Login Failed']) expect(isSignedIn({ status: 200, body })).toBe(false)
    expect(isSignedIn({ status: 500, body: 'SUCCESS' })).toBe(false)
  })
})

describe('the web pages', () => {
  it('describe the phone and show its parameters', async () => {
    const session = await polyVvx.connect(onWeb())
    expect(await session.describe()).toEqual({
      ...{ vendor: 'Poly', model: 'VVX 411', firmware: '6.4.3.5814', mac: '64:16:7F:0A:1B:2C' },
      ...{ serial: null, hardware: '3111-48450-001 Rev:A', upFor: null },
    })
    expect((await session.read()).map(({ id, value, isDefault }) => [id, value, isDefault])).toEqual([
      ['device.prov.serverType', 'FTP', false],
      ['device.prov.serverName', '', false],
    ])
  })

  it.each([
    ['https', 443, 'https://192.0.2.7/index.htm'],
    ['http', 80, 'http://192.0.2.7/index.htm'],
    ['https', 80, 'https://192.0.2.7:80/index.htm'],
    ['http', 8080, 'http://192.0.2.7:8080/index.htm'],
  ] as const)('get a Referer by %s on port %d', async (scheme, port, referer) => {
    const kit = onWeb()
    const channel = () => ({ scheme, port, address: '192.0.2.7', fingerprint: null })
    await (await polyVvx.connect({ ...kit, channel })).actions?.restart?.()
    expect(kit.asked.at(-1)?.headers).toEqual({ referer })
  })

  it.each<[string, Reply]>([
    ['/home.htm', { body: '<p>Welcome</p>' }],
    ['/home.htm', { status: 500, body: home }],
    ['/provConf.htm', { body: '<input name="1">' }],
    ['/provConf.htm', { status: 404 }],
  ])('%s as %j: unexpected-page', async (at, reply) => {
    const session = await polyVvx.connect(onWeb((path) => (path === at ? reply : null)))
    expect(await codeOf(at === '/home.htm' ? session.describe() : session.read())).toBe('unexpected-page')
  })

  it.each<[Reply, string, string]>([
    [{ body: 'ERROR' }, 'unknown', 'FTP'],
    [{ status: 500, body: 'CONF_CHANGE' }, 'unknown', 'FTP'],
    [{ body: 'ERROR' }, 'set', 'HTTP'],
    [{ body: 'CONF_CHANGE' }, 'refused', 'FTP'],
  ])('a form that is answered with %j is %s with %s on the page', async (reply, result, type) => {
    const kit = onWeb((path, { written }) => {
      if (path === '/form-submit') return reply
      return path === '/provConf.htm' && written > 0
        ? { body: type === 'HTTP' ? form('HTTP', url) : form('FTP', '') }
        : null
    })
    expect(await applied(kit)).toMatchObject({ restarts: result === 'unknown', results: both(result) })
  })

  it('a page that loses a field between plan and write: setting-missing', async () => {
    let reads = 0
    const kit = onWeb((path) => {
      if (path !== '/provConf.htm') return null
      return { body: ++reads > 2 ? '<input name="505" paramName="device.prov.serverType">' : form('FTP', '') }
    })
    await expect(applied(kit)).rejects.toMatchObject({
      code: 'setting-missing',
      facts: { setting: 'device.prov.serverName' },
    })
  })

  it.each<[Reply, string | null]>([
    [{ body: '' }, null],
    [{ status: 0 }, null],
    [{ status: 404 }, 'unexpected-page'],
  ])('a restart that is answered with %j: %s', async (reply, code) => {
    const kit = onWeb((path) => (path === '/form-submit/Restart' ? reply : null))
    const { actions } = await polyVvx.connect(kit)
    expect(await codeOf(actions?.restart?.())).toBe(code)
    expect(kit.asked.at(-1)).toMatchObject({ method: 'POST', idempotent: false, dropIsSuccess: true })
  })

  it.each<[string, object | null]>([
    [`$.ajax({ type: 'POST',\n url: 'auth.htm' })`, { method: 'POST', path: '/auth.htm' }],
    [`type: "get", url: "/a/login.htm"`, { method: 'GET', path: '/a/login.htm' }],
    [`type:'POST',url:'auth.htm'`, { method: 'POST', path: '/auth.htm' }],
    [`type: 'PUT', url: 'auth.htm'`, null],
    [`type: 'POST', url: 'auth.html'`, null],
    [`type: 'POST', url: 'http://192.0.2.9/auth.htm'`, null],
    [`type: 'POST', url: '//192.0.2.9/auth.htm'`, null],
    ['', null],
  ])('login.js %j: %j', (script, login) => {
    expect(readLogin(script)).toEqual(login)
  })

  it('have fields with a parameter and a name; the first of a parameter counts', () => {
    const html = `<INPUT NAME="1" PARAMNAME="a" VALUE="x &amp; y"><input name="2" paramName="a" value="z">
      <input paramName="b" value="1"><input name="3" value="1"><textarea name="4" paramName="c"></textarea>
      <select name="5" paramName="d"><option value="p">p<option value="q" selected>q<option value="r">r</select>
      <select name="6" paramName="e"><option value="p">p<option value="q">q</select>
      <select name="7" paramName="f"></select><option value="lost" selected>
      <input name="8" paramName="g">`
    expect([...readFields(html)]).toEqual([
      ['a', { name: '1', value: 'x & y' }],
      ['d', { name: '5', value: 'q' }],
      ['e', { name: '6', value: 'p' }],
      ['f', { name: '7', value: '' }],
      ['g', { name: '8', value: '' }],
    ])
  })

  it.each([
    ['<td>Polycom VVX_601</td><td>5.9.7.3480 Rev</td>', ['VVX_601', '5.9.7.3480', null, null]],
    ['<p>Edge E350</p><p>482567_0a1b2c</p><p>4825670a1b2c</p>', ['Edge E350', null, '4825670a1b2c', null]],
    ['<p>RealPresence Trio 8800</p>', ['RealPresence Trio 8800', null, null, null]],
    ['<p>The VVX 411 of Anna</p><p>1.2.3</p><p>v6.4.3.5814</p>', [null, null, null, null]],
    ['<p>2345-48450-001</p><p>12345-48450-001</p>', [null, null, null, '2345-48450-001']],
  ])('home.htm %j', (html, [model, firmware, mac, part]) => {
    expect(readHome(html)).toEqual({ model, firmware, mac, part })
  })
})
