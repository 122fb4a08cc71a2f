/** The pages of the practice Gigaset base, with curl. */
import { describe, expect, it } from 'vitest'
import baseData from '#resources/practice/gigaset-n870.json' with { type: 'json' }
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { fieldValue, visit } from '../manual/client.ts'
import { startGigaset } from './base.ts'

const factory = { password: baseData.factoryPassword, options: { band: '' } }

describe.skipIf(!isHere('curl'))(`pages of the practice Gigaset N870${missing('curl')}`, () => {
  it('shows nothing but a sign-in without a session, and names no server', async () => {
    await using base = await startGigaset()
    const page = await curl(`http://127.0.0.1:${base.practice.httpPort}/auto-configuration`)
    expect(page.body).toContain('type="password"')
    expect(page.body).not.toContain('Provisioning server')
    expect(page.headers.has('server')).toBe(false)
    expect((await base.open('/absent')).status).toBe(404)
  })

  it('asks at the first sign-in for another password, then for the DECT band, before any other page', async () => {
    await using base = await startGigaset(factory)
    const { practice } = base
    const password = (first: string, second = first) =>
      base.fill('/', { 'New password': first, 'Repeat password': second })
    expect((await base.fill('/auto-configuration', { 'Provisioning server': 'x' })).body).toContain(
      'Change password',
    )
    expect((await password('short1')).body).toContain('too weak')
    expect((await password('long-enough-1', 'long-enough-2')).body).toContain('differ')
    expect(practice.site.status().devices[0]?.password).toBe('admin')
    await password('long-enough-1')
    expect(practice.site.status().devices[0]?.password).toBe('long-enough-1')
    const again = visit(() => `http://127.0.0.1:${practice.httpPort}`, 'admin', 'long-enough-1')
    const asked = await again.open('/auto-configuration')
    expect(asked.body).toContain('DECT band')
    expect(asked.body).not.toContain('Provisioning server')
    await again.fill('/', { 'DECT band': 'elsewhere' })
    expect((await again.open('/auto-configuration')).body).toContain('DECT band')
    await again.fill('/', { 'DECT band': 'EUR' })
    expect(fieldValue((await again.open('/auto-configuration')).body, 'Provisioning server')).toBe('')
  })

  it('has other field names after a restart, and takes no form of before', async () => {
    await using base = await startGigaset({ pace: 0.001 })
    const name = async () => /name="(f\w+)"/.exec((await base.open('/auto-configuration')).body)?.[1]
    const before = await name()
    expect(await name()).toBe(before)
    await base.fill('/restart', {})
    await expect.poll(name).toEqual(expect.stringMatching(/^f/))
    expect(await name()).not.toBe(before)
  })

  it('stores nothing of another content type', async () => {
    await using base = await startGigaset()
    const form = { 'Provisioning server': 'http://127.0.0.2' }
    const refused = await base.fill('/auto-configuration', form, '-H', 'Content-Type: text/plain')
    expect(refused.body).toContain('not complete')
    const stored = async () =>
      fieldValue((await base.open('/auto-configuration')).body, 'Provisioning server')
    expect(await stored()).toBe('')
    await base.fill('/auto-configuration', form)
    expect(await stored()).toBe('http://127.0.0.2')
  })

  it('has no web interface in the role base-only', async () => {
    await using base = await startGigaset({ options: { role: 'base-only' } })
    expect([52, 56]).toContain((await base.open('/')).exit)
  })

  it('lists its mobile devices in the columns of the maker, and refuses what is no IPUI', async () => {
    await using base = await startGigaset()
    const added = { IPUI: '02B6ED6051', 'VoIP provider': '' }
    expect((await base.fill('/add', { ...added, IPUI: '02B6' })).body).toContain('ten hexadecimal digits')
    await base.fill('/add', added)
    const { body } = await base.open('/')
    const row = (tag: string) =>
      [...body.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text]) => text)
    expect(row('th')).toEqual(['IPUI', 'Username', 'Display name', 'Location', 'DECT', 'SIP', 'Type', 'FW'])
    expect(row('td')).toEqual(['02b6ed6051', '', '', '', 'ToReg', 'NotReg', 'SL800H PRO', ''])
    await base.fill('/', {})
    await expect.poll(async () => (await base.open('/')).body).toContain('<td>Registered</td>')
  })
})
