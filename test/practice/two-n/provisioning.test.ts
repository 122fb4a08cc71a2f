/** The practice intercom against a provisioning server and registrar: the files it requests, and the account it registers. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { startService } from '../service.ts'
import { errorIn, pointedTo, resultOf, startIntercom } from './intercom.ts'

const firstName = '/hipve-7C-1E-B3-0A-1B-2C.xml'
const secondName = '/ipverso-7c1eb30a1b2c.xml'

/** A part of a DeviceDatabase with SIP account 1. */
const file = (registrar: string) => {
  const [host = '', port = ''] = registrar.split(':')
  return `<?xml version="1.0" encoding="UTF-8" ?><DeviceDatabase><Phone><Sip At="0"><Enabled>1</Enabled><User><DisplayName>Door</DisplayName><Id>door</Id><AuthId>7C1EB30A1B2C</AuthId><PasswordString>a secret</PasswordString></User><Client><Domain>practice.test</Domain></Client><Registrar><Enabled>1</Enabled><Address>${host}</Address><Port>${port}</Port></Registrar></Sip></Phone></DeviceDatabase>`
}

describe.skipIf(!isHere('curl'))(`the practice 2N IP Verso is pointed to a server${missing('curl')}`, () => {
  it.each([
    ['the first name', firstName, [firstName]],
    ['the second name, after a 404', secondName, [firstName, secondName]],
  ])('fetches by %s after its restart, and registers', async (_title, served, asked) => {
    await using service = await startService()
    service.files.set(served, file(service.registrar))
    await using intercom = await startIntercom()
    const point = ['-X', 'PUT', '--form-string', `blob-cfg=${pointedTo(service.url)}`] as const
    expect(errorIn(await intercom.api('/api/config', ...point))).toBeNull()
    await expect.poll(async () => (await intercom.api('/api/config')).body).toContain(service.url)
    expect(service.fetched).toEqual([])
    expect(errorIn(await intercom.api('/api/system/restart'))).toBeNull()
    await expect.poll(() => service.registers.at(-1)?.aor).toBe('sip:door@practice.test')
    expect(service.fetched.map(({ path }) => path)).toEqual(asked)
    await expect
      .poll(async () => resultOf(await intercom.api('/api/phone/status?account=1')))
      .toMatchObject({ accounts: [{ sipNumber: 'door', registered: true }] })
    const config = await intercom.api('/api/phone/config')
    expect(resultOf(config)).toMatchObject({
      accounts: [{ displayName: 'Door', domain: 'practice.test' }, {}],
    })
    expect(config.body).not.toContain('a secret')
  })

  it('sends nothing to other machines', async () => {
    await using service = await startService()
    await using intercom = await startIntercom()
    await intercom.api(
      '/api/config',
      '-X',
      'PUT',
      '--form-string',
      `blob-cfg=${pointedTo('http://192.0.2.1')}`,
    )
    await expect.poll(async () => (await intercom.api('/api/config')).body).toContain('192.0.2.1')
    await intercom.api('/api/system/restart')
    await expect.poll(async () => (await intercom.api('/api/system/status')).exit).toBe(0)
    expect(service.fetched).toEqual([])
  })

  it('registers an account that the phone API sets, and removes it when it is switched off', async () => {
    await using service = await startService()
    await using intercom = await startIntercom()
    const [host, port] = service.registrar.split(':')
    const put = (values: object) =>
      intercom.api(
        '/api/phone/config',
        '-X',
        'PUT',
        '--form-string',
        `blob-json=${JSON.stringify({ accounts: [{ account: 1, ...values }] })}`,
      )
    const account = { sipNumber: 'gate', password: 'a secret', registrarAddress: host, registrarPort: port }
    expect(
      errorIn(await put({ ...account, domain: 'practice.test', enabled: true, registrationEnabled: true })),
    ).toBeNull()
    await expect
      .poll(() => service.registers.at(-1))
      .toMatchObject({ aor: 'sip:gate@practice.test', expires: 3600 })
    expect(errorIn(await put({ enabled: 'yes' }))).toBe(12)
    expect(errorIn(await put({ enabled: false }))).toBeNull()
    await expect.poll(() => service.registers.at(-1)).toMatchObject({ expires: 0 })
  })
})
