/** The practice MP-1288 with curl and snmpget, and against a provisioning server and registrar. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { MediantData } from '#electron/practice/audiocodes/data.ts'
import withoutRest from '#resources/practice/audiocodes-mp-504.json' with { type: 'json' }
import mediantData from '#resources/practice/audiocodes-mp-1288.json' with { type: 'json' }
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { startService } from '../service.ts'
import { mediantClient, request } from './client.ts'

interface Given {
  readonly data?: typeof mediantData
  readonly options?: Partial<MediantData['options']>
  readonly pace?: number
  readonly flashFolder?: string
}

async function startMediant({ data = mediantData, options, ...rest }: Given = {}) {
  const device = { ...data, options: { ...data.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `https://127.0.0.1:${practice.httpPort}`
  const client = mediantClient(() => url, device.password)
  return {
    ...client,
    ...{ practice, url },
    ports: () => practice.site.status().devices[0]?.handsets ?? [],
    /** Parameters of the downloaded ini file. */
    ini: async () =>
      (await client.api('/files/ini')).body
        .split('\r\n')
        .filter((line) => line !== '' && !line.startsWith(';')),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const ue = (url: string, body: string, type = 'text/plain;charset=UTF-8') =>
  request('-H', `Content-Type: ${type}`, '-d', body, `${url}/UE/Login`)

/** Both steps of the sign-in; `wrap` makes the hashed nonce of the one in the answer. */
async function webSignIn(url: string, password: string, wrap = (nonce: string) => nonce) {
  const first = await ue(url, 't=1&c0=0&c1=Admin')
  const nonce = wrap(/<r>([^<]+)<\/r>/.exec(first.body)?.[1] ?? '')
  return ue(url, `t=1&s=0&c0=1&c1=${sha256(`Admin:${nonce}:${sha256(password)}`)}`)
}

describe.skipIf(!isHere('curl'))(`the practice MP-1288${missing('curl')}`, () => {
  it('gives the status in the order of the published example', async () => {
    await using adapter = await startMediant()
    const reply = await adapter.api('/status')
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/json'])
    const status: unknown = JSON.parse(reply.body)
    expect(status).toMatchObject({
      ...{ ipAddress: '127.0.0.1', productType: 'MP-1288', versionID: '7.40A.600.014', protocolType: 'SIP' },
      ...{ operationalState: 'UNLOCKED', highAvailability: 'Not Operational', macAddress: '00908f4f1288' },
      ...{ saveNeeded: false, resetNeeded: false, upgradeStatus: 'None' },
    })
    expect(Object.keys(Object(status))).toEqual([
      ...['localTimeStamp', 'ipAddress', 'subnetMask', 'defaultGateway', 'productType', 'versionID'],
      ...['protocolType', 'operationalState', 'highAvailability', 'serialNumber', 'macAddress'],
      ...['systemUpTime', 'saveNeeded', 'resetNeeded', 'upgradeStatus'],
    ])
    await using other = await startMediant({ options: { statusFlags: 'text' } })
    expect(JSON.parse((await other.api('/status')).body)).toMatchObject({ saveNeeded: 'false' })
  })

  it('refuses requests without the account, unknown paths and methods', async () => {
    await using adapter = await startMediant()
    const refused = await curl(`${adapter.url}/api/v1/status`)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="rest"'])
    expect((await adapter.api('/nothing')).status).toBe(404)
    expect((await adapter.api('/status', '-X', 'PUT')).status).toBe(404)
    const first = await curl(`${adapter.url}/`)
    expect([first.status, first.headers.get('server')]).toEqual([203, 'AudioCodes Web Server/'])
  })

  it('changes what is at work with an incremental file, which is lost at a reset that does not save', async () => {
    await using adapter = await startMediant()
    const url = "IniFileURL = 'http://127.0.0.1:9/mac.ini'"
    const put = await adapter.put('/files/ini/incremental', `${url}\n`)
    expect(put.status).toBe(200)
    expect(await adapter.ini()).toEqual([url])
    expect(JSON.parse((await adapter.api('/status')).body)).toMatchObject({ saveNeeded: true })
    expect((await adapter.post('/actions/saveConfiguration', '')).status).toBe(200)
    expect(JSON.parse((await adapter.api('/status')).body)).toMatchObject({ saveNeeded: false })
    await adapter.put('/files/ini/incremental', 'AUPDRetryTime = 9\n')
    const reset = await adapter.post('/actions/reset', '{"saveConfiguration":false,"gracefulTimeout":0}')
    expect(JSON.parse(reset.body)).toEqual({ description: 'Device will reset now' })
    await expect.poll(adapter.ini).toEqual([url])
  })

  it('replaces everything with a full file and resets', async () => {
    await using adapter = await startMediant()
    await adapter.put('/files/ini/incremental', 'AUPDRetryTime = 9\n')
    const put = await adapter.put('/files/ini', 'AutoUpdateCmpFile = 1\n')
    expect(JSON.parse(put.body)).toEqual({
      description: 'Device will reset now to activate new configuration',
    })
    await expect.poll(adapter.ini).toEqual(['AutoUpdateCmpFile = 1'])
  })

  it('answers 400 to files and attributes that are incorrect, and stores nothing', async () => {
    await using adapter = await startMediant()
    for (const path of ['/files/ini', '/files/ini/incremental']) {
      expect((await adapter.put(path, 'AUPDRetryTime = 9\nno parameter\n')).status).toBe(400)
      const json = await adapter.api(path, '-X', 'PUT', '-H', 'Content-Type: application/json', '-d', '{}')
      expect(json.status).toBe(400)
    }
    for (const body of ['{"gracefulTimeout":-1}', '{"save":true}', '[]', '{', '"true"'])
      expect((await adapter.post('/actions/reset', body)).status).toBe(400)
    expect(await adapter.ini()).toEqual([])
  })

  it('is locked from a reset with a time to the reset, and answers 409 to writes', async () => {
    await using adapter = await startMediant({ pace: 1 })
    expect((await adapter.post('/actions/reset', '{"gracefulTimeout":3600}')).status).toBe(200)
    const state = async (): Promise<unknown> =>
      JSON.parse((await adapter.api('/status')).body).operationalState
    await expect.poll(state).toBe('LOCKED')
    const writes = await Promise.all([
      adapter.put('/files/ini', '\n'),
      adapter.put('/files/ini/incremental', '\n'),
      adapter.post('/actions/saveConfiguration', ''),
      adapter.post('/actions/reset', ''),
    ])
    expect(writes.map(({ status }) => status)).toEqual([409, 409, 409, 409])
  })

  it('fetches its file after save and reset, and registers its ports', async () => {
    await using service = await startService()
    service.files.set(
      '/mac.ini',
      `[ ProxyIp ]
FORMAT ProxyIp_Index = ProxyIp_IpAddress, ProxyIp_TransportType, ProxyIp_ProxySetId;
ProxyIp 0 = "${service.registrar}", 1, 1;
[ \\ProxyIp ]
[ Authentication ]
FORMAT Authentication_Index = Authentication_UserId, Authentication_UserPassword;
Authentication 1 = "port2", "a secret";
[ \\Authentication ]
`,
    )
    await using adapter = await startMediant()
    await adapter.put('/files/ini/incremental', `IniFileURL = '${service.url}/mac.ini'\n`)
    await adapter.post('/actions/reset', '')
    await expect.poll(() => adapter.ports()[1]?.registered).toBe(true)
    expect(service.registers[0]?.aor).toBe('sip:port2@127.0.0.1')
    expect(service.fetched[0]).toEqual({
      path: '/mac.ini',
      agent: 'Mozilla/4.0 (compatible; AudioCodes; MP-1288;7.40A.600.014;00908F4F1288;0)',
    })
    // the file did not name the URL; the device keeps it
    expect(await adapter.ini()).toContain(`IniFileURL = '${service.url}/mac.ini'`)
    const { site, deviceId } = adapter.practice
    await site.dial(deviceId, '00908F4F1288:002', '*55*123456')
    expect(service.dialled[0]).toContain('*55*123456@')
  })

  it('has only its web sign-in where REST is off, as on an MP-504', async () => {
    await using adapter = await startMediant({ data: withoutRest })
    expect((await adapter.api('/status')).status).toBe(404)
    expect((await adapter.put('/files/ini/incremental', 'AUPDRetryTime = 9\n')).status).toBe(404)
    expect((await webSignIn(adapter.url, mediantData.password)).body).not.toContain('<reason>')
  })

  it('signs in with the hash of user, nonce and password, once for each nonce', async () => {
    await using adapter = await startMediant()
    const first = await ue(adapter.url, 't=1&c0=0&c1=Admin')
    const nonce = /<r>([^<]+)<\/r>/.exec(first.body)?.[1] ?? ''
    const hash = sha256(`Admin:${nonce}:${sha256(mediantData.password)}`)
    const form = await ue(adapter.url, 't=1&c0=0&c1=Admin', 'application/x-www-form-urlencoded')
    expect(form.body).toContain('<reason>')
    expect((await ue(adapter.url, `t=1&s=0&c0=1&c1=${hash}`)).body).not.toContain('<reason>')
    expect((await ue(adapter.url, `t=1&s=0&c0=1&c1=${hash}`)).body).toContain('<reason>')
  })

  it('refuses a wrong password, then every sign-in for a time', async () => {
    await using adapter = await startMediant()
    expect((await webSignIn(adapter.url, 'wrong')).body).toContain('<reason>')
    expect((await webSignIn(adapter.url, mediantData.password)).body).toContain('<reason>')
  })

  it('may hash the nonce with its element, as a public client does', async () => {
    await using adapter = await startMediant({ options: { nonce: 'element' } })
    const wrap = (nonce: string) => `<r>${nonce}</r>`
    expect((await webSignIn(adapter.url, mediantData.password, wrap)).body).not.toContain('<reason>')
  })

  it('keeps what was saved over a power cut', async () => {
    using folder = temporaryFolder()
    {
      await using adapter = await startMediant({ flashFolder: folder.path })
      await adapter.put('/files/ini/incremental', 'AUPDRetryTime = 9\n')
      await adapter.post('/actions/saveConfiguration', '')
    }
    await using adapter = await startMediant({ flashFolder: folder.path })
    expect(await adapter.ini()).toEqual(['AUPDRetryTime = 9'])
  })
})

describe.skipIf(!isHere('snmpget'))(`the practice MP-1288 and snmpget${missing('snmpget')}`, () => {
  it('has its product and version in sysDescr', async () => {
    await using adapter = await startMediant()
    const { output } = await run('snmpget', [
      ...['-v2c', '-c', 'public', '-On', '-t', '2', '-r', '1', `127.0.0.1:${adapter.practice.snmpPort}`],
      '.1.3.6.1.2.1.1.1.0',
    ])
    expect(output).toContain('"Product: MP-1288;SW Version: 7.40A.600.014"')
  })
})
