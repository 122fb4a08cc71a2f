/** The web configuration utility of the practice VVX with requests of public provisioning tools, sent by curl. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { replyIn, startPhone } from './phone.ts'

type Phone = Awaited<ReturnType<typeof startPhone>>

/** Reads the method and page of the sign-in from login.js, signs in, and gives the token of index.htm. */
async function signIn(phone: Phone): Promise<string> {
  const { body } = await phone.web('/js/login.js')
  const method = /type: '(\w+)'/.exec(body)?.[1] ?? ''
  const page = /url: '([^']+\.htm)'/.exec(body)?.[1] ?? ''
  expect((await phone.web(`/${page}`, '-X', method)).body).not.toMatch(/INVALID|Failed/)
  return /<meta name="csrf-token" content="(\w+)"/.exec((await phone.web('/index.htm')).body)?.[1] ?? ''
}

/** The number of a parameter's field on provConf.htm. */
async function fieldOf(phone: Phone, name: string): Promise<string> {
  const { body } = await phone.web('/provConf.htm')
  return new RegExp(`name="(\\d+)" paramName="${name.replaceAll('.', '\\.')}"`).exec(body)?.[1] ?? ''
}

const stored = async (phone: Phone): Promise<string> => (await phone.rest('v1/mgmt/network/info')).body

describe.skipIf(!isHere('curl'))(`the practice VVX 411 in its web pages${missing('curl')}`, () => {
  it.each(['GET', 'POST'])(
    'accepts the form of the provisioning server, after a sign-in by %s',
    async (loginMethod) => {
      await using phone = await startPhone({ options: { loginMethod } })
      const token = await signIn(phone)
      const form = [
        ...['--data-urlencode', `${await fieldOf(phone, 'device.prov.serverType')}=HTTP`],
        ...[
          '--data-urlencode',
          `${await fieldOf(phone, 'device.prov.serverName')}=http://127.0.0.1:9/x?a=b&c`,
        ],
      ]
      const without = await phone.web('/form-submit', ...form)
      expect([without.status, without.body.includes('CONF_CHANGE')]).toEqual([403, false])
      const reply = await phone.web('/form-submit', ...form, '-H', `Anti-Csrf-Token: ${token}`)
      expect(reply.body).toContain('CONF_CHANGE')
      expect(replyIn(await phone.rest('v1/mgmt/network/info')).data).toMatchObject({
        ProvServerAddress: 'http://127.0.0.1:9/x?a=b&c',
        ProvServerType: 'HTTP',
      })
      expect((await phone.web('/Diagnostics/log?value=app')).body).toContain(
        'server address is http://127.0.0.1:9/x',
      )
    },
  )

  it('has other field numbers in another firmware', async () => {
    await using phone = await startPhone()
    await signIn(phone)
    const number = await fieldOf(phone, 'device.prov.serverName')
    expect(number).toMatch(/^\d+$/)
    const unknown = await phone.web('/form-submit', '-d', `${Number(number) + 1000}=x`)
    expect(unknown.body).not.toContain('CONF_CHANGE')
  })

  it('needs no token and no session cookie in older firmware', async () => {
    await using phone = await startPhone({ options: { webSession: 'authorization' } })
    expect(await signIn(phone)).toBe('')
    const name = await fieldOf(phone, 'device.prov.serverName')
    expect((await phone.web('/form-submit', '-d', `${name}=older`)).body).toContain('CONF_CHANGE')
    expect(await stored(phone)).toContain('"ProvServerAddress":"older"')
  })

  it('refuses a client without a sign-in, and one without a session', async () => {
    await using phone = await startPhone()
    expect((await phone.web('/provConf.htm')).body).toBe('INVALID')
    expect((await phone.web('/auth.htm', '-X', 'POST', '-u', 'Polycom:wrong')).body).toBe('INVALID')
    expect((await phone.web('/provConf.htm', '-u', 'Polycom:wrong')).status).toBe(401)
  })

  it('asks for a new password while it has the factory one, accepts it, and then allows REST with it', async () => {
    await using phone = await startPhone({ password: '456' })
    await signIn(phone)
    const page = await phone.web('/provConf.htm')
    expect(page.body).toContain('name="newadminpswd"')
    const token = /name="csrf-token" content="(\w+)"/.exec(page.body)?.[1] ?? ''
    const change = (old: string, next: string) =>
      phone.web(
        '/form-submit/Settings/ChangePassword',
        ...['-H', `Anti-Csrf-Token: ${token}`, '-d'],
        `oldadminpswd=${old}&newadminpswd=${next}&cnfmadminpswd=${next}`,
      )
    expect((await change('wrong', '8642')).body).not.toContain('CONF_CHANGE')
    expect((await change('456', '456')).body).not.toContain('CONF_CHANGE')
    expect((await change('456', '8642')).body).toContain('CONF_CHANGE')
    expect((await phone.rest('v1/mgmt/device/info')).status).toBe(401)
    const info = await phone.web('/api/v1/mgmt/device/info', '-u', 'Polycom:8642')
    expect(replyIn(info).Status).toBe('2000')
  })

  it('ends the password-change fault when the password is changed', async () => {
    await using phone = await startPhone()
    const token = await signIn(phone)
    const { site, deviceId } = phone.practice
    site.misbehave(deviceId, 'password-change', true)
    expect((await phone.web('/provConf.htm')).body).toContain('name="newadminpswd"')
    const change = 'oldadminpswd=13579&newadminpswd=8642&cnfmadminpswd=8642'
    await phone.web('/form-submit/Settings/ChangePassword', '-H', `Anti-Csrf-Token: ${token}`, '-d', change)
    expect(site.status().devices[0]?.faults).toEqual([])
    expect((await phone.web('/provConf.htm', '-u', 'Polycom:8642')).body).toContain('device.prov.serverName')
  })
})
