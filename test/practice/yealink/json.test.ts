/** The JSON web interface of the practice T46U and W70B with requests of public clients. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import type { CurlReply } from '../curl.ts'
import { cookieOf, jsonBody, jsonIn, jsonKeys, jsonSignIn, logIn, request, rsa } from './client.ts'
import { type StartedYealink, startYealink } from './device.ts'

const wrong =
  '{"ret":"failed","data":false,"error":{"webStatus":"error","msg":"error_username_or_password_is_wrong"}}'
const locked = '{"ret":"failed","data":false,"error":{"webStatus":"lock","lockTime":"3"}}'
const good = '{"ret":"ok","data":true}'

/** Requests of a session. */
async function opened({ url, password }: StartedYealink) {
  const session = await jsonSignIn(url, password)
  if (!session.ok) throw new Error(session.refusal.body)
  const { cookie, token } = session
  const header = ['-H', `X-CSRFToken: ${token}`]
  return {
    ...{ cookie, token },
    get: (path: string, ...args: readonly string[]) =>
      request(...cookie, ...header, ...args, `${url}${path}`),
    post: (path: string, body: unknown) => request(...cookie, ...header, ...jsonBody(body), `${url}${path}`),
  }
}
type Client = Awaited<ReturnType<typeof opened>>

const write = (client: Client, AutoProvisionServerURL: string): Promise<CurlReply> =>
  client.post('/api/inner/writeconfig?p=SettingAutop', { formData: { AutoProvisionServerURL } })

async function storedUrl(client: Client): Promise<unknown> {
  const asked = { formData: ['AutoProvisionServerURL', 'AutoProvisionUser'] }
  const reply = await client.post('/api/inner/readconfig?p=SettingAutop', asked)
  return jsonIn(reply)?.data
}

describe.skipIf(!isHere('curl'))(`the practice T46U over its JSON interface${missing('curl')}`, () => {
  it('names itself without a sign-in, and nothing else', async () => {
    await using phone = await startYealink('t46u')
    const ids = { idlist: ['wui', 'system', 'network', 'account.info'] }
    const reply = await request(...jsonBody(ids), `${phone.url}/api/common/info?p=StatusGeneral&t=1`)
    expect(reply.headers.get('server')).toBe('yealink embed httpd')
    expect(jsonIn(reply)).toEqual({
      ret: 'ok',
      data: {
        wui: {
          common: { rsaN: expect.stringMatching(/^[0-9a-f]{256}$/), rsaE: '010001' },
          device: { phoneName: 'SIP-T46U', firmware: '108.86.5.1', mac: '80:5E:C0:0A:1B:2C' },
        },
      },
    })
    expect((await request(`${phone.url}/`)).body).toContain('id="idLogin"')
  })

  it('gives the parts of dotted ids as a tree in the other form', async () => {
    await using phone = await startYealink('t46u', {
      options: { json: { passwords: ['prefixed'], needsToken: true, info: 'tree' } },
    })
    const reply = (await jsonKeys(phone.url)).reply
    expect(jsonIn(reply)?.data).toEqual({
      wui: { common: { rsaN: expect.any(String), rsaE: '010001' } },
    })
  })

  it.skipIf(!isHere('openssl'))('accepts a password that openssl encrypts', async () => {
    await using phone = await startYealink('t46u')
    const { n = '', e = '' } = await jsonKeys(phone.url)
    using folder = temporaryFolder()
    const [template, key] = [join(folder.path, 'key.cnf'), join(folder.path, 'key.der')]
    writeFileSync(
      template,
      `asn1=SEQUENCE:spki\n[spki]\nalgorithm=SEQUENCE:rsa\nkey=BITWRAP,SEQUENCE:numbers\n[rsa]\nid=OID:rsaEncryption\nnone=NULL\n[numbers]\nn=INTEGER:0x${n}\ne=INTEGER:0x${e}\n`,
    )
    execFileSync('openssl', ['asn1parse', '-genconf', template, '-noout', '-out', key])
    const args = ['pkeyutl', '-encrypt', '-pubin', '-keyform', 'DER', '-inkey', key]
    const padding = ['-pkeyopt', 'rsa_padding_mode:pkcs1']
    const cipher = execFileSync('openssl', [...args, ...padding], { input: phone.password })
    expect((await logIn(phone.url, `__WUI_ENC__:${cipher.toString('hex')}`)).body).toBe(good)
  })

  it('refuses a wrong password with 200, and locks after five', async () => {
    await using phone = await startYealink('t46u')
    const { n = '', e = '' } = await jsonKeys(phone.url)
    for (let attempt = 1; attempt <= 5; attempt++) {
      const reply = await logIn(phone.url, `__WUI_ENC__:${rsa('guess', n, e)}`)
      expect([reply.status, reply.body]).toEqual([200, wrong])
    }
    const right = `__WUI_ENC__:${rsa(phone.password, n, e)}`
    expect((await logIn(phone.url, right)).body).toBe(locked)
  })

  it.each([
    { form: 'clear', accepted: false },
    { form: 'hex', accepted: true },
    { form: 'clear', accepted: true },
  ] as const)('takes a password as $form: $accepted', async ({ form, accepted }) => {
    const passwords = accepted ? [form] : (['prefixed', 'hex'] as const)
    await using phone = await startYealink('t46u', {
      options: { json: { passwords: [...passwords], needsToken: true, info: 'by-id' } },
    })
    const { n = '', e = '' } = await jsonKeys(phone.url)
    const pwd = form === 'clear' ? phone.password : rsa(phone.password, n, e)
    expect((await logIn(phone.url, pwd)).body).toBe(accepted ? good : wrong)
  })

  it('refuses a sign-in that is not a form, and requests without a session or a token', async () => {
    await using phone = await startYealink('t46u')
    const { url } = phone
    const login = { username: 'admin', pwd: phone.password }
    expect((await request(...jsonBody(login), `${url}/api/auth/login?p=Login`)).status).toBe(400)
    const body = jsonBody({ formData: { AutoProvisionServerURL: 'http://127.0.0.1:9' } })
    const path = `${url}/api/inner/writeconfig?p=SettingAutop`
    expect((await request(...body, path)).status).toBe(401)
    const client = await opened(phone)
    expect((await request(...client.cookie, ...body, path)).status).toBe(403)
    const other = ['-H', 'X-CSRFToken: 00112233445566778899aabbccddeeff']
    expect((await request(...client.cookie, ...other, ...body, path)).status).toBe(403)
    expect(await storedUrl(client)).toMatchObject({ formData: { AutoProvisionServerURL: '' } })
  })

  it('needs no token in the other form, and takes text/plain', async () => {
    await using phone = await startYealink('t46u', {
      options: { json: { passwords: ['clear'], needsToken: false, info: 'by-id' } },
    })
    const login = await logIn(phone.url, phone.password)
    const body = JSON.stringify({ formData: { AutoProvisionServerURL: 'http://127.0.0.1:9/a' } })
    const args = [...cookieOf(login), '-H', 'Content-Type: text/plain', '-d', body]
    const reply = await request(...args, `${phone.url}/api/inner/writeconfig?p=SettingAutop`)
    expect(reply.body).toBe('{"ret":"ok","data":"change"}')
  })

  it('stores a URL, adds its scheme to one without, and acknowledges what it does not store', async () => {
    await using phone = await startYealink('t46u')
    const client = await opened(phone)
    expect((await write(client, 'http://127.0.0.1:9/x?a=b&c')).body).toBe('{"ret":"ok","data":"change"}')
    expect(await storedUrl(client)).toEqual({
      formData: { AutoProvisionServerURL: 'http://127.0.0.1:9/x?a=b&c', AutoProvisionUser: '' },
      extData: {},
    })
    expect((await write(client, 'http://127.0.0.1:9/x?a=b&c')).body).toContain('"nochange"')
    await write(client, '127.0.0.1:9/y')
    const own = { formData: { AutoProvisionServerURL: 'http://127.0.0.1:9/y' } }
    expect(await storedUrl(client)).toMatchObject(own)
    const unknown = { setConfig: { 'auto_provision.server_url': 'http://127.0.0.1:9/z' } }
    for (const body of [unknown, { formData: { AutoProvisionUrl: 'z', AutoPEnableDHCPOptionOn: '7' } }]) {
      const reply = await client.post('/api/inner/writeconfig?p=SettingAutop', body)
      expect(reply.body).toBe('{"ret":"ok","data":"nochange"}')
    }
    await write(client, `http://127.0.0.1:9/${'z'.repeat(600)}`)
    expect(await storedUrl(client)).toMatchObject(own)
  })

  it('shows its state, exports its settings and imports a file', async () => {
    await using phone = await startYealink('t46u')
    const client = await opened(phone)
    const ids = { idlist: ['system', 'network', 'account.info'] }
    expect(jsonIn(await client.post('/api/common/info?p=StatusGeneral&t=1', ids))?.data).toMatchObject({
      system: { version: { firmware: '108.86.5.1', hardware: '108.1.0.0.3.1.0' } },
      network: { common: { mac: '80:5E:C0:0A:1B:2C' }, ipv4: { addr: '127.0.0.1', wantype: '0' } },
      'account.info': [{ id: 1, status: 0 }],
    })
    expect((await client.get('/api/common/info/status/talking?p=SettingUpgrade')).body).toBe(
      '{"ret":"ok","data":false}',
    )
    const file = '#!version:1.0.0.1\nstatic.auto_provision.server.url = http://127.0.0.1:9/file\n'
    using folder = temporaryFolder()
    const path = join(folder.path, 'a.cfg')
    writeFileSync(path, file)
    const imported = await client.get(
      '/api/diagnosis/cfg/file?action=import',
      ...['-F', `CFGConfigUpload=@${path}`],
    )
    expect(imported.body).toBe(good)
    const form = ['-d', `csrfmiddlewaretoken=${client.token}`]
    expect((await client.get('/api/diagnosis/cfg/file?action=export&type=all', ...form)).body).toBe(file)
  })

  it('ends its sessions with a restart', async () => {
    await using phone = await startYealink('t46u', { pace: 0.0001 })
    const client = await opened(phone)
    await write(client, 'http://127.0.0.1:9/kept')
    expect((await client.post('/api/system/reboot?p=SettingUpgrade', {})).body).toBe(good)
    await expect
      .poll(
        async () =>
          (await client.get('/api/autop/status?noAutoJump=true&atptaskid=0&p=SettingConfig')).status,
      )
      .toBe(401)
    const again = await opened(phone)
    expect(await storedUrl(again)).toMatchObject({
      formData: { AutoProvisionServerURL: 'http://127.0.0.1:9/kept' },
    })
  })

  it('demands another password in place of the factory one, in the middle of a session too', async () => {
    await using phone = await startYealink('t46u', { password: 'admin' })
    const client = await opened(phone)
    expect((await write(client, 'http://127.0.0.1:9/a')).status).toBe(403)
    const page = await client.get('/')
    expect(page.body.split('type="password"').length - 1).toBe(3)
    expect(page.body).not.toContain('idUsername')
    const change = (old: string, next: string) =>
      client.get('/password', '-d', `oldPassword=${old}&newPassword=${next}&confirmPassword=${next}`)
    expect((await change('admin', 'admin')).status).toBe(200)
    expect((await change('admin', '8642')).status).toBe(303)
    const next = await opened({ ...phone, password: '8642' })
    expect((await write(next, 'http://127.0.0.1:9/a')).status).toBe(200)
    phone.practice.site.misbehave(phone.practice.deviceId, 'password-change', true)
    expect((await write(next, 'http://127.0.0.1:9/b')).status).toBe(403)
    expect((await next.get('/')).body.split('type="password"').length - 1).toBe(3)
  })
})

describe.skipIf(!isHere('curl'))(`the practice W70B${missing('curl')}`, () => {
  it('lists its handsets, and has no account.info in its status', async () => {
    await using base = await startYealink('w70b')
    const client = await opened(base)
    const list = jsonIn(await client.get('/api/handset/getlist?p=StatusVoip&t=1'))?.data
    expect(list).toMatchObject([{ ipei: '0312345678' }, { ipei: '0312345686' }])
    const status = await client.post('/api/common/info?p=StatusGeneral', { idlist: ['account.info'] })
    expect(status.body).toBe('{"ret":"ok","data":{}}')
    expect(jsonIn(await client.get('/api/account/info?type=sip&p=StatusVoip'))?.data).toHaveLength(2)
    expect(base.practice.site.status().devices[0]?.handsets).toMatchObject([
      { ipei: '0312345678', model: 'W73H', registered: false },
      { ipei: '0312345686', model: 'W59R', registered: false },
    ])
  })
})
