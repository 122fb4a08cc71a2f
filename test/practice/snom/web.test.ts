/** The pages of the practice Snom phone, with curl. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { startSnom } from './phone.ts'

describe.skipIf(!isHere('curl'))(`pages of the practice Snom D735${missing('curl')}`, () => {
  it('answers as published before a sign-in and to an unknown page', async () => {
    await using phone = await startSnom({ options: { scheme: 'basic' } })
    const refused = await curl(`${phone.url}/`)
    expect([refused.status, refused.body]).toEqual([401, 'Unauthorized request'])
    expect(refused.headers.get('server')).toBe('snom embedded')
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="snom"')
    const absent = await phone.web('/absent.htm')
    expect(absent.status).toBe(404)
    expect(absent.body).toContain('<title>snom VoIP phone: Error</title>')
    expect(absent.body).toContain('<h1>File not found</h1>')
    expect((await phone.web('/')).body).toContain('<title>snom D735</title>')
  })

  it('has open pages until a password is set', async () => {
    await using phone = await startSnom({ password: '' })
    expect((await curl(`${phone.url}/`)).status).toBe(200)
    await phone.web('/dummy.htm?settings=save&http_user=me&http_pass=secret&store_settings=save')
    expect((await curl(`${phone.url}/`)).status).toBe(401)
    expect((await curl('--digest', '-u', 'me:secret', `${phone.url}/`)).status).toBe(200)
  })

  it('loses a value that was not stored, and keeps one that was, at a restart', async () => {
    await using phone = await startSnom({ pace: 0.001 })
    await phone.point('http://127.0.0.2')
    await phone.web('/dummy.htm?settings=save&setting_server=http%3A%2F%2F127.0.0.3')
    expect(await phone.server()).toBe('http://127.0.0.3')
    expect((await phone.web('/advanced_update.htm?reboot=Reboot')).status).toBe(302)
    await expect.poll(phone.server).toBe('http://127.0.0.2')
  })

  it('stores the form of the update page, and nothing of another content type', async () => {
    await using phone = await startSnom()
    const form = ['--data-urlencode', 'setting_server=http://127.0.0.2/ä', '-d', 'Settings=Save']
    await phone.web('/advanced_update.htm', ...form, '-H', 'Content-Type: text/plain')
    expect(await phone.server()).toBe('')
    await phone.web('/advanced_update.htm', ...form)
    expect(await phone.server()).toBe('http://127.0.0.2/ä')
    await phone.web('/advanced_update.htm', '--data-urlencode', 'setting_server=x')
    expect(await phone.server()).toBe('http://127.0.0.2/ä')
  })

  it('refuses commands in URLs that are restricted, but takes the form', async () => {
    await using phone = await startSnom({ options: { restrictUriQueries: true } })
    expect((await phone.point('http://127.0.0.2')).status).toBe(403)
    expect((await phone.web('/advanced_update.htm?reboot=Reboot')).status).toBe(403)
    await phone.web('/advanced_update.htm', '-d', 'setting_server=http://127.0.0.2&Settings=Save')
    expect(await phone.server()).toBe('http://127.0.0.2')
  })

  it('needs the hidden value of the page where hidden tags are on', async () => {
    await using phone = await startSnom({ options: { hiddenTags: true } })
    expect((await phone.point('http://127.0.0.2')).status).toBe(403)
    const page = await phone.web('/advanced_update.htm')
    const tag = /type="hidden" name="(\w+)" value="([^"]+)"/.exec(page.body)
    const form = `setting_server=http://127.0.0.2&Settings=Save&${tag?.[1]}=${tag?.[2]}`
    await phone.web('/advanced_update.htm', '-d', form)
    expect(await phone.server()).toBe('http://127.0.0.2')
  })

  it('refuses HTTP where HTTPS is required', async () => {
    await using phone = await startSnom({ options: { httpsOnly: true } })
    const refused = await phone.web('/')
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('<title>snom VoIP phone: Error</title>')
    const port = phone.practice.httpPort
    const sign = ['--digest', '-u', `admin:${phone.practice.site.status().devices[0]?.password}`]
    expect((await curl(...sign, `https://127.0.0.1:${port}/`)).status).toBe(200)
  })

  it('has the factory settings after a reset', async () => {
    await using phone = await startSnom({ pace: 0.001 })
    await phone.point('http://127.0.0.2')
    expect((await phone.web('/advanced_network.htm?reset=Reset')).status).toBe(302)
    await expect
      .poll(async () => (await curl(`${phone.url}/advanced_update.htm`)).body)
      .toContain('name="setting_server" value=""')
  })

  it('restarts by the two forms of the network page', async () => {
    await using phone = await startSnom({ pace: 0.001 })
    await phone.web('/dummy.htm?settings=save&setting_server=unstored')
    const asked = await phone.web('/advanced_network.htm', '-d', 'CONFIRM_REBOOT=Reboot')
    expect(asked.body).toContain('name="REBOOT" value="Yes"')
    expect((await phone.web('/confirm.htm', '-d', 'REBOOT=Yes')).status).toBe(302)
    await expect.poll(phone.server).toBe('')
  })
})
