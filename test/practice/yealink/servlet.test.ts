/** The servlet web interface of the practice T42S with requests of public clients. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { encrypted, request, rsa, servletForm, servletLogIn, servletSignIn, tokenIn } from './client.ts'
import { type StartedYealink, startYealink } from './device.ts'

const done = '<html><body><div id="_RES_INFO_">{"authstatus":"done"}</div></body></html>'

async function formOf({ url }: StartedYealink) {
  const { form } = await servletForm(url)
  if (form === null) throw new Error('no sign-in page')
  return form
}

async function opened({ url, password }: StartedYealink) {
  const session = await servletSignIn(url, password)
  if (!session.ok) throw new Error(session.refusal.body)
  const { cookie, token } = session
  const servlet = (query: string, ...args: readonly string[]) =>
    request(...cookie, ...args, `${url}/servlet?${query}`)
  return {
    ...{ cookie, token, servlet },
    write: (fields: string) => servlet('m=mod_data&p=settings-autop&q=write&Rajax=0.5', '-d', fields),
    exported: async () => (await servlet('m=mod_configfile&q=exportcfgconfig&type=all')).body,
  }
}

const rsaAes = { servlet: { signIn: 'rsa-aes', wraps: false } } as const

describe.skipIf(!isHere('curl'))(`the practice T42S over its servlet pages${missing('curl')}`, () => {
  it('shows model, firmware and the key on its sign-in page, which also stands at the root', async () => {
    await using phone = await startYealink('t42s')
    const { reply } = await servletForm(phone.url)
    for (const text of [
      '<title>Yealink T42S Phone</title>',
      'var g_phonetype = "T42S";',
      'var g_strFirmware = "66.86.5.1";',
      'var g_rsa_e = "010001";',
      'id="idUsername"',
      'id="idPassword"',
    ])
      expect(reply.body).toContain(text)
    expect(reply.body).not.toContain('g_strToken')
    expect((await request(`${phone.url}/`)).body).toContain('var g_rsa_n = "')
  })

  it('accepts the password in RSA, and the reply names the outcome', async () => {
    await using phone = await startYealink('t42s')
    const form = await formOf(phone)
    const wrong = await servletLogIn(form, 'guess')
    expect([wrong.status, wrong.body]).toEqual([200, done.replace('done', 'none')])
    expect((await servletLogIn(form, phone.password, 'rsa-aes')).body).toContain('"none"')
    expect((await servletLogIn(form, phone.password)).body).toBe(done)
    const without = await servletLogIn({ ...form, cookie: [] }, phone.password)
    expect(without.status).toBe(404)
  })

  it('accepts AES with its key in RSA and the session in the text', async () => {
    await using phone = await startYealink('t42s', { options: rsaAes })
    const form = await formOf(phone)
    expect((await servletLogIn(form, phone.password, 'rsa')).body).toBe('{"authstatus":"none"}')
    const other = { ...form, cookie: (await formOf(phone)).cookie }
    const fields = encrypted(form, { pwd: phone.password }, 'rsa-aes')
    const url = `${phone.url}/servlet?m=mod_listener&p=login&q=login`
    const stolen = await request(...other.cookie, '-d', 'username=admin', ...fields, url)
    expect(stolen.body).toBe('{"authstatus":"none"}')
    expect((await servletLogIn(form, phone.password, 'rsa-aes')).body).toBe('{"authstatus":"done"}')
  })

  it('locks after five wrong passwords', async () => {
    await using phone = await startYealink('t42s')
    const form = await formOf(phone)
    for (let attempt = 1; attempt <= 5; attempt++) await servletLogIn(form, 'guess')
    expect((await servletLogIn(form, phone.password)).body).toContain('"authstatus":"lock"')
  })

  it('shows its status by ids and variables', async () => {
    await using phone = await startYealink('t42s')
    const { servlet } = await opened(phone)
    const { body } = await servlet('m=mod_data&p=status&q=load')
    expect(body).toContain('<label id="tdMACAddress" dvalue="80:5E:C0:0A:1B:42">')
    expect(body).toContain('<label id="tdWANIP" dvalue="127.0.0.1">')
    expect(body).toContain('var g_dataAccStatus = {"Account1":":0"};')
  })

  it('stores a URL with the token of the page, and refuses it without', async () => {
    await using phone = await startYealink('t42s')
    const client = await opened(phone)
    for (const fields of ['AutoProvisionServerURL=http://127.0.0.1:9', 'AutoProvisionServerURL=x&token=0']) {
      const reply = await client.write(fields)
      expect([reply.status, reply.body]).toEqual([403, 'User Identity Forbidden'])
    }
    expect(await client.exported()).toBe('#!version:1.0.0.1\n')
    const token = `token=${client.token}`
    await client.write(`AutoProvisionServerURL=127.0.0.1:9/a&AutoPEnableDHCPOptionOn=7&Other=1&${token}`)
    expect(await client.exported()).toBe(
      '#!version:1.0.0.1\nstatic.auto_provision.server.url = http://127.0.0.1:9/a\n',
    )
    const unsigned = await request('-d', token, `${phone.url}/servlet?m=mod_data&p=settings-autop&q=write`)
    expect(unsigned.body).toContain('g_rsa_n')
  })

  it('starts a fetch, and a client may ask for its end', async () => {
    await using phone = await startYealink('t42s')
    const { servlet } = await opened(phone)
    const task = /"data":"(\d+)"/.exec(
      (await servlet('m=mod_data&p=settings-autop&q=autopnow&Rajax=0.5')).body,
    )?.[1]
    expect(task).toBe('1')
    await expect
      .poll(async () => (await servlet(`m=mod_data&p=settings-autop&q=askautop&sessionid=${task}`)).body)
      .toBe('{"data":"0"}')
  })

  it('takes a file with the limit in RSA', async () => {
    await using phone = await startYealink('t42s')
    const form = await formOf(phone)
    await servletLogIn(form, phone.password)
    using folder = temporaryFolder()
    const path = join(folder.path, 'a.cfg')
    writeFileSync(path, '#!version:1.0.0.1\nauto_provision.server.url = http://127.0.0.1:9/file\n')
    const upload = (limit: string) =>
      request(
        ...[...form.cookie, '-F', `UploadName=@${path}`],
        `${phone.url}/servlet?m=mod_res&p=upload&type=localcfg&maxlength=${limit}`,
      )
    const session = form.cookie[1]?.split('=')[1] ?? ''
    expect((await upload('100KB')).body).toContain('"result":false')
    for (const limit of ['100KB', `${session};100KB`])
      expect((await upload(rsa(limit, form.n, form.e))).body).toContain('{"type":"localcfg","result":true}')
  })

  it.each(['rsa', 'rsa-aes'] as const)(
    'demands another password, encrypted as the sign-in: %s',
    async (way) => {
      await using phone = await startYealink('t42s', {
        password: 'admin',
        options: { servlet: { signIn: way, wraps: true } },
      })
      const form = await formOf(phone)
      expect((await servletLogIn(form, 'admin', way)).body).toBe(done)
      const page = await request(...form.cookie, `${phone.url}/servlet?m=mod_data&p=settings-autop&q=load`)
      expect(page.body.split('type="password"').length - 1).toBe(2)
      expect(page.body).not.toContain('idUsername')
      const change = (next: string) =>
        request(
          ...[...form.cookie, '-d', `token=${tokenIn(page)}&mode=admin`],
          ...encrypted(form, { editOldPassword: 'admin', editNewPassword: next }, way),
          `${phone.url}/servlet?m=mod_password&p=security&q=change&Rajax=0.5`,
        )
      expect((await change('admin')).body).not.toContain("{'result' : '0'}")
      expect((await change('8642')).body).toBe("{'result' : '0'}")
      expect((await servletLogIn(await formOf(phone), 'admin', way)).body).toContain('none')
      expect((await servletLogIn(await formOf(phone), '8642', way)).body).toBe(done)
    },
  )
})
