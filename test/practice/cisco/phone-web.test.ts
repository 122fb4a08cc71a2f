/** The pages and exports of the practice MPP phone with requests of public clients, sent by curl. */
import { describe, expect, it } from 'vitest'
import phoneData from '#resources/practice/cisco-8851.json' with { type: 'json' }
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { fieldOf, startPhone } from './phone.ts'

const rule = 'http://127.0.0.1:9/$PSN.xml'

describe.skipIf(!isHere('curl'))(`the practice Cisco 8851 in its web pages${missing('curl')}`, () => {
  it.each([
    ['digest', /^Digest realm="spa user", /],
    ['basic', /^Basic realm="spa user"$/],
  ])('challenges the administrator with %s, and nothing else', async (scheme, challenge) => {
    await using phone = await startPhone({ options: { scheme } })
    const refused = await curl(`${phone.url}/admin/cfg.xml`)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toMatch(challenge)
    expect(refused.headers.get('server')).toBeUndefined()
    expect((await phone.web('/admin/cfg.xml')).status).toBe(200)
    expect((await curl(`${phone.url}/`)).body).toContain('<td>Product Name:</td><td>CP-8851-3PCC</td>')
  })

  it('asks for no password until one is set', async () => {
    await using phone = await startPhone({ password: '' })
    expect((await phone.web('/admin/advanced')).status).toBe(200)
    await phone.submit('Admin Password', 'weak')
    expect((await phone.web('/admin/advanced')).status).toBe(200)
    await phone.submit('Admin Password', 'Strong-1')
    await expect.poll(async () => (await phone.web('/admin/advanced')).status).toBe(401)
  })

  it('exports model and MAC address at the published lines, and no password', async () => {
    await using phone = await startPhone()
    const lines = (await phone.web('/admin/spacfg.xml')).body.split('\n')
    const group = 'group="Info/Product_Information"'
    expect(lines[9]).toBe(`<Product_Name ${group}>CP-8851-3PCC</Product_Name>`)
    expect(lines[13]).toBe(`<MAC_Address ${group}>00562B0A1B2C</MAC_Address>`)
    expect(lines).toContain('<User_ID_1_ group="Ext_1/Subscriber_Information"/>')
    const { body } = await phone.web('/admin/cfg.xml')
    expect(body).toContain('<Profile_Rule ua="na">/$PSN.xml</Profile_Rule>\n')
    expect(body).toContain('<Profile_Rule_B ua="na"/>\n')
    expect(body).toContain('<Admin_Password ua="na"/>\n')
    expect(`${body}${lines.join()}`).not.toContain(phoneData.password)
    expect((await phone.web('/admin/status.xml')).body).toContain(
      '<Software_Version>sip88xx.12-0-3MPP0101-345</Software_Version>',
    )
  })

  it('stores a form by the numbers of its page, and restarts', async () => {
    await using phone = await startPhone()
    expect((await phone.submit('Profile Rule', rule)).status).toBe(200)
    await expect.poll(() => phone.value('Profile_Rule')).toBe(rule)
    expect((await phone.web('/admin/status.xml')).body).toMatch(
      /<Reboot_Reason_1>\[\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\]Web Configuration Change</,
    )
  })

  it('has other numbers in another firmware', async () => {
    await using first = await startPhone()
    await using second = await startPhone({ firmware: 'sip88xx.11-3-7MPP0001-2' })
    const numbers = await Promise.all(
      [first, first, second].map(async (each) => fieldOf(await each.web('/admin/advanced'), 'Profile Rule')),
    )
    expect(numbers[0]).toMatch(/^\d+$/)
    expect(numbers[1]).toBe(numbers[0])
    expect(numbers[2]).not.toBe(numbers[0])
  })

  it('has other numbers on each page by option, and ignores those of an older page', async () => {
    await using phone = await startPhone({ options: { fieldIds: 'page-load' } })
    const old = fieldOf(await phone.web('/admin/advanced'), 'Profile Rule')
    const next = fieldOf(await phone.web('/admin/advanced'), 'Profile Rule')
    expect(next).not.toBe(old)
    const lost = await phone.web('/admin/bcisco.csc', '--data-urlencode', `${old}=${rule}`)
    expect(lost.status).toBe(200)
    expect(await phone.value('Profile_Rule')).toBe('/$PSN.xml')
    await phone.submit('Profile Rule', rule)
    await expect.poll(() => phone.value('Profile_Rule')).toBe(rule)
  })

  it.each([
    ['an unknown choice', 'Enable Direct Action Url', 'Maybe', 'Enable_Direct_Action_Url', 'Yes'],
    ['text for a number', 'Resync Error Retry Delay', 'soon', 'Resync_Error_Retry_Delay', '3600'],
  ])('ignores %s', async (_title, label, value, name, kept) => {
    await using phone = await startPhone()
    expect((await phone.submit(label, value)).status).toBe(200)
    expect(await phone.value(name)).toBe(kept)
  })

  it('ignores a body that is not a form, and a form for the pages of the user', async () => {
    await using phone = await startPhone()
    const id = fieldOf(await phone.web('/admin/advanced'), 'Profile Rule')
    const json = ['-H', 'Content-Type: application/json', '-d', `${id}=${rule}`]
    expect((await phone.web('/admin/bcisco.csc', ...json)).status).toBe(200)
    expect((await phone.web('/bcisco.csc', '-d', `${id}=${rule}`)).status).toBe(404)
    expect(await phone.value('Profile_Rule')).toBe('/$PSN.xml')
  })

  it('refuses a page of another site, and accepts its own', async () => {
    await using phone = await startPhone()
    expect((await phone.web('/admin/cfg.xml', '-e', 'http://192.0.2.7/')).status).toBe(403)
    expect((await phone.web('/admin/cfg.xml', '-e', `${phone.url}/admin/advanced`)).status).toBe(200)
  })

  it('has no pages for the administrator while they are off', async () => {
    await using phone = await startPhone({ options: { webAdminAccess: false } })
    expect((await phone.web('/admin/advanced')).status).toBe(404)
    expect((await phone.web('/')).status).toBe(200)
  })

  it('refuses direct actions while they are off', async () => {
    await using phone = await startPhone({ options: { directActions: false } })
    for (const path of ['/admin/reboot', '/admin/resync?http://127.0.0.1:9/x.xml']) {
      const reply = await phone.web(path)
      expect([reply.status, reply.body.includes('not allowed')]).toEqual([403, true])
    }
  })

  it('forgets its settings and its password at a factory reset', async () => {
    await using phone = await startPhone()
    await phone.submit('Profile Rule', rule)
    await expect.poll(() => phone.value('Profile_Rule')).toBe(rule)
    expect((await phone.web('/admin/factory-reset')).status).toBe(200)
    const config = async () => (await curl(`${phone.url}/admin/cfg.xml`)).body
    await expect.poll(config).toContain('<Profile_Rule ua="na">/$PSN.xml</Profile_Rule>')
  })

  it('ends the password-change fault when a password is set', async () => {
    await using phone = await startPhone()
    const { site, deviceId } = phone.practice
    site.misbehave(deviceId, 'password-change', true)
    const id = /name="(P\d+)"/.exec((await phone.web('/admin/advanced')).body)?.[1] ?? ''
    const change = (password: string) =>
      phone.web('/admin/bcisco.csc', '--data-urlencode', `${id}=${password}`)
    await change('weak')
    expect(site.status().devices[0]?.faults).toEqual(['password-change'])
    await change('Next-24680')
    expect(site.status().devices[0]?.faults).toEqual([])
    const next = ['--digest', '-u', 'admin:Next-24680']
    await expect.poll(async () => (await curl(...next, `${phone.url}/admin/advanced`)).status).toBe(200)
  })
})
