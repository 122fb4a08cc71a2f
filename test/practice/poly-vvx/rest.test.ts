/** The REST API of the practice VVX with requests of public clients, sent by curl. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { replyIn, startPhone } from './phone.ts'

const server = 'device.prov.serverName'
const serverType = 'device.prov.serverType'

describe.skipIf(!isHere('curl'))(`the practice VVX 411 over REST${missing('curl')}`, () => {
  it('describes itself, flat in v1 and as objects in v2', async () => {
    await using phone = await startPhone()
    const flat = await phone.rest('v1/mgmt/device/info')
    expect(flat.headers.get('server')).toBe('Polycom SoundPoint IP Telephone HTTPd')
    expect(replyIn(flat)).toMatchObject({
      Status: '2000',
      data: { ModelNumber: 'VVX 411', FirmwareRelease: '6.4.3.5814', MACAddress: '64167f0a1b2c' },
    })
    expect(replyIn(await phone.rest('v2/mgmt/device/info')).data).toMatchObject({
      Firmware: { Application: '6.4.3.5814' },
      UpTime: { Days: '0' },
    })
  })

  it('answers 404 before any sign-in while REST is off, the factory setting', async () => {
    await using phone = await startPhone({ options: { restApi: false } })
    for (const path of ['/api/v1/mgmt/device/info', '/api/v1/mgmt/config/set'])
      expect((await curl(`${phone.url}${path}`)).status).toBe(404)
  })

  it('challenges with Basic, or with Digest by option', async () => {
    await using basic = await startPhone()
    const path = '/api/v1/mgmt/device/info'
    const challenge = await curl(`${basic.url}${path}`)
    expect([challenge.status, challenge.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="Polycom"',
    ])
    await using digest = await startPhone({ options: { restScheme: 'digest' } })
    expect((await digest.rest('v1/mgmt/device/info')).status).toBe(401)
    expect((await curl('--digest', '-u', 'Polycom:13579', `${digest.url}${path}`)).status).toBe(200)
  })

  it('answers every request with the factory password with 4010', async () => {
    await using phone = await startPhone({ password: '456' })
    expect(replyIn(await phone.rest('v1/mgmt/device/info'))).toEqual({ Status: '4010' })
    expect(replyIn(await phone.rest('v1/mgmt/config/set', { data: { [server]: 'x' } }))).toEqual({
      Status: '4010',
    })
  })

  it('locks after five wrong passwords', async () => {
    await using phone = await startPhone()
    const path = `${phone.url}/api/v1/mgmt/device/info`
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await phone.rest('v1/mgmt/device/info')).status).toBe(200)
      expect((await curl('-u', `Polycom:wrong${attempt}`, path)).status).toBe(401)
    }
    expect((await phone.rest('v1/mgmt/device/info')).status).toBe(403)
  })

  it('sets the provisioning server and reads it back, with its source', async () => {
    await using phone = await startPhone()
    const get = () => phone.rest('v1/mgmt/config/get', { data: [server, serverType, 'no.such.name'] })
    expect(replyIn(await get())).toEqual({
      Status: '2000',
      data: { [server]: { Value: '', Source: 'default' }, [serverType]: { Value: 'FTP', Source: 'default' } },
      InvalidParams: { 1: 'no.such.name' },
    })
    const values = { [server]: 'http://127.0.0.1:9/x', [serverType]: 'HTTP' }
    expect(replyIn(await phone.rest('v1/mgmt/config/set', { data: values }))).toEqual({ Status: '2000' })
    expect(replyIn(await get()).data).toEqual({
      [server]: { Value: 'http://127.0.0.1:9/x', Source: 'device' },
      [serverType]: { Value: 'HTTP', Source: 'device' },
    })
    expect(replyIn(await phone.rest('v1/mgmt/network/info')).data).toMatchObject({
      ProvServerAddress: 'http://127.0.0.1:9/x',
      ProvServerType: 'HTTP',
    })
    expect(replyIn(await phone.rest('v1/mgmt/device/runningConfig')).data).toMatchObject({
      Provisioning: { Server: 'http://127.0.0.1:9/x' },
    })
    expect(replyIn(await phone.rest('v1/mgmt/configReset/device', {}))).toEqual({ Status: '2000' })
    await expect
      .poll(async () => replyIn(await get()).data)
      .toMatchObject({ [server]: { Source: 'default' } })
  })

  it.each([
    ['an unknown name', { data: { [server]: 'http://127.0.0.1:9', 'no.such.name': '1' } }, '4000'],
    [
      'a value that is none',
      { data: { [server]: 'http://127.0.0.1:9', [serverType]: 'CARRIER-PIGEON' } },
      '4000',
    ],
    ['no values', { values: {} }, '4000'],
    [
      'too many',
      { data: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`reg.${at}.label`, ''])) },
      '4009',
    ],
  ])('refuses %s as a whole', async (_title, body, status) => {
    await using phone = await startPhone()
    expect(replyIn(await phone.rest('v1/mgmt/config/set', body)).Status).toBe(status)
    expect(replyIn(await phone.rest('v1/mgmt/config/get', { data: [server] })).data).toEqual({
      [server]: { Value: '', Source: 'default' },
    })
  })

  it('lists a line with its own name while it has no account, and refuses to dial', async () => {
    await using phone = await startPhone()
    for (const path of ['lineInfo', 'lineinfo']) {
      const { data } = replyIn(await phone.rest(`v1/mgmt/${path}`))
      expect(data).toMatchObject([
        { RegistrationStatus: 'unregistered', SIPAddress: 'VVX411', Label: 'VVX 411' },
      ])
    }
    const dial = { data: { Dest: '*55*123456', Line: '1', Type: 'TEL' } }
    expect(replyIn(await phone.rest('v1/callctrl/dial', dial))).toEqual({ Status: '5000' })
    expect((await phone.rest('v1/mgmt/nothing')).status).toBe(404)
  })

  it('keeps its settings after a restart, and loses them with a factory reset', async () => {
    await using phone = await startPhone()
    await phone.rest('v1/mgmt/config/set', { data: { [server]: 'kept' } })
    expect(replyIn(await phone.rest('v1/mgmt/safeRestart', {}))).toEqual({ Status: '2000' })
    const value = async () => (await phone.rest('v1/mgmt/config/get', { data: [server] })).body
    await expect.poll(value).toContain('kept')
    expect(replyIn(await phone.rest('v1/mgmt/factoryReset', {}))).toEqual({ Status: '2000' })
    // REST is off in a factory phone
    await expect.poll(async () => (await phone.rest('v1/mgmt/device/info')).status).toBe(404)
  })
})
