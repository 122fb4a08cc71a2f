/** The HTTP API of the practice 2N intercom with requests of the maker's manual, sent by curl. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { errorIn, pointedTo, resultOf, startIntercom } from './intercom.ts'

const server = 'http://127.0.0.1:9'

describe.skipIf(!isHere('curl'))(`the practice 2N IP Verso${missing('curl')}`, () => {
  it.each(['GET', 'POST'])('describes itself without a sign-in, by %s (manual, 5.1.1)', async (method) => {
    await using intercom = await startIntercom({
      services: { system: { enabled: false, transport: 'https', scheme: 'digest' } },
    })
    const reply = await curl('-X', method, `${intercom.url}/api/system/info`)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(resultOf(reply)).toMatchObject({
      devType: '2-14-0-0',
      variant: '2N IP Verso',
      macAddr: '7C-1E-B3-0A-1B-2C',
      swVersion: '2.46.1.61.2',
      buildType: 'release',
    })
  })

  it('challenges with Digest and accepts its account only', async () => {
    await using intercom = await startIntercom()
    const url = `${intercom.url}/api/system/status`
    const challenge = await curl(url)
    expect([challenge.status, errorIn(challenge)]).toEqual([401, 9])
    expect(challenge.headers.get('www-authenticate')).toMatch(/^Digest /)
    expect(errorIn(await intercom.api('/api/system/status'))).toBeNull()
    const wrong = await curl('--digest', '-u', 'installer:no', url)
    expect([wrong.status, errorIn(wrong)]).toEqual([401, 9])
    const basic = await curl('--basic', '-u', 'installer:installer', url)
    expect([basic.status, errorIn(basic)]).toEqual([401, 8])
  })

  it('lets each service group choose its scheme and transport', async () => {
    await using intercom = await startIntercom({
      services: {
        system: { enabled: true, transport: 'https', scheme: 'basic' },
        phone: { enabled: true, transport: 'http', scheme: 'none' },
      },
    })
    expect(errorIn(await curl(`${intercom.url}/api/phone/status`))).toBeNull()
    const plain = await curl('-u', 'installer:installer', `${intercom.url}/api/system/status`)
    expect([plain.status, errorIn(plain)]).toEqual([200, 7])
    const secure = intercom.url.replace('http:', 'https:')
    expect(errorIn(await curl('-u', 'installer:installer', `${secure}/api/system/status`))).toBeNull()
  })

  it.each([
    ['/api/nothing', [], 2],
    ['/api/phone/status', ['-X', 'DELETE'], 3],
    ['/api/phone/status?account=9', [], 12],
    ['/api/config', ['-X', 'PUT'], 11],
    ['/api/config', ['-X', 'PUT', '-F', 'other=1'], 11],
    ['/api/config', ['-X', 'PUT', '-F', 'blob-cfg=text'], 12],
    ['/api/firmware/apply?fileid=xyz', [], 12],
    ['/api/firmware/apply?fileid=00000000', [], 14],
  ] as const)('%s %j fails with code %i', async (path, args, code) => {
    await using intercom = await startIntercom()
    expect(errorIn(await intercom.api(path, ...args))).toBe(code)
  })

  it('refuses an account without the right', async () => {
    await using intercom = await startIntercom()
    const watcher = ['--digest', '-u', 'watcher:watcher']
    expect(errorIn(await curl(...watcher, `${intercom.url}/api/phone/status`))).toBeNull()
    expect(errorIn(await curl(...watcher, `${intercom.url}/api/config`))).toBe(10)
  })

  it('reports that its API is off, and that a licence is missing', async () => {
    await using off = await startIntercom({
      services: { system: { enabled: false, transport: 'http', scheme: 'digest' } },
    })
    expect(errorIn(await off.api('/api/config'))).toBe(4)
    await using unlicensed = await startIntercom({ options: { licenceMissing: true } })
    expect(errorIn(await unlicensed.api('/api/config'))).toBe(5)
    expect(errorIn(await unlicensed.api('/api/phone/status'))).toBeNull()
  })

  it('returns its configuration as XML and stores a changed one after a delay', async () => {
    using folder = temporaryFolder()
    await using intercom = await startIntercom()
    const before = await intercom.api('/api/config')
    expect(before.headers.get('content-type')).toBe('application/xml')
    expect(before.body).toMatch(/Serial number: 54-0000-0005[\s\S]*<DeviceDatabase Version="4">/)
    expect(before.body).toContain('<PrefferedAddress>0</PrefferedAddress>')
    const file = join(folder.path, 'changed.xml')
    writeFileSync(
      file,
      before.body.replaceAll('<ServerAddress/>', `<ServerAddress>${server}</ServerAddress>`),
    )
    expect(errorIn(await intercom.api('/api/config', '-X', 'PUT', '-F', `blob-cfg=@${file}`))).toBeNull()
    await expect.poll(async () => (await intercom.api('/api/config')).body).toContain(server)
  })

  it.each([
    ['merges', true],
    ['replaces', false],
  ] as const)('%s a partial configuration', async (put, keepsPhone) => {
    await using intercom = await startIntercom({ options: { put } })
    await intercom.api('/api/config', '-X', 'PUT', '--form-string', `blob-cfg=${pointedTo(server)}`)
    await expect.poll(async () => (await intercom.api('/api/config')).body).toContain(server)
    expect((await intercom.api('/api/config')).body.includes('<Phone>')).toBe(keepsPhone)
  })

  it('refuses a value outside its range with error 12 and keeps the old one', async () => {
    await using intercom = await startIntercom()
    const bad = pointedTo(server).replace('<Enabled>1<', '<Enabled>7<')
    const reply = await intercom.api('/api/config', '-X', 'PUT', '--form-string', `blob-cfg=${bad}`)
    expect([reply.status, errorIn(reply)]).toEqual([200, 12])
    expect((await intercom.api('/api/config')).body).not.toContain(server)
  })

  it('loses a configuration when the power is cut before it is stored', async () => {
    using folder = temporaryFolder()
    const at = { flashFolder: folder.path, pace: 1 }
    {
      await using intercom = await startIntercom(at)
      const sent = await intercom.api(
        '/api/config',
        '-X',
        'PUT',
        '--form-string',
        `blob-cfg=${pointedTo(server)}`,
      )
      expect(errorIn(sent)).toBeNull()
      expect((await intercom.api('/api/config')).body).not.toContain(server)
      expect(errorIn(await intercom.api('/api/system/restart'))).toBeNull()
    }
    await using intercom = await startIntercom(at)
    expect((await intercom.api('/api/config')).body).not.toContain(server)
  })

  it('loses a configuration when it restarts before it is stored', async () => {
    // the restart takes twice as long as the configuration waits
    await using intercom = await startIntercom({ pace: 0.001 })
    const { site, deviceId } = intercom.practice
    site.misbehave(deviceId, 'reboot-in-the-middle', true)
    const put = [
      '-X',
      'PUT',
      '-H',
      'Connection: close',
      '--form-string',
      `blob-cfg=${pointedTo(server)}`,
    ] as const
    expect((await intercom.api('/api/config', ...put)).exit).not.toBe(0)
    const configuration = async () => (await intercom.api('/api/config')).body
    await expect.poll(configuration).toContain('<DeviceDatabase')
    expect(await configuration()).not.toContain(server)
  })

  it('accepts, applies and rejects firmware', async () => {
    await using intercom = await startIntercom()
    const upload = (version: string) =>
      intercom.api('/api/firmware', '-X', 'PUT', '-F', `blob-fw=2N practice firmware ${version}`)
    await using slow = await startIntercom({ pace: 1 })
    const sent = [
      '/api/firmware',
      '-X',
      'PUT',
      '-m',
      '2',
      '--form-string',
      'blob-fw=2N practice firmware 2.50.0.76.2',
    ] as const
    const first = resultOf(await slow.api(...sent))
    expect(first).toMatchObject({ version: '2.50.0.76.2', downgrade: false })
    // manual, 5.2.3: no reply while a file waits
    expect((await slow.api(...sent)).exit).toBe(28)
    const { fileId } = Object(first)
    expect(errorIn(await slow.api(`/api/firmware/reject?fileId=${fileId}`))).toBeNull()
    expect(resultOf(await slow.api(...sent))).toMatchObject({ version: '2.50.0.76.2' })

    expect(errorIn(await intercom.api('/api/firmware', '-X', 'PUT', '-F', 'blob-fw=no firmware'))).toBe(12)
    expect(resultOf(await upload('2.40.0.1.2'))).toMatchObject({ downgrade: true })
  })

  it('restarts with the applied firmware', async () => {
    await using intercom = await startIntercom({ pace: 0.001 })
    const sent = await intercom.api(
      '/api/firmware',
      '-X',
      'PUT',
      '--form-string',
      'blob-fw=2N practice firmware 2.50.0.76.2',
    )
    const { fileId } = Object(resultOf(sent))
    expect(errorIn(await intercom.api(`/api/firmware/apply?fileid=${fileId}`))).toBeNull()
    const version = async () => {
      const reply = await curl(`${intercom.url}/api/system/info`)
      return reply.exit === 0 ? Object(resultOf(reply)).swVersion : null
    }
    await expect.poll(version).toBe('2.50.0.76.2')
  })

  it('loses its settings and its API accounts with a factory reset', async () => {
    await using intercom = await startIntercom()
    await intercom.api('/api/config', '-X', 'PUT', '--form-string', `blob-cfg=${pointedTo(server)}`)
    await expect.poll(async () => (await intercom.api('/api/config')).body).toContain(server)
    expect(errorIn(await intercom.api('/api/config/factoryreset'))).toBeNull()
    expect((await intercom.api('/api/config')).status).toBe(401)
    expect((await curl(`${intercom.url}/api/system/info`)).status).toBe(200)
  })

  it('serves a first page, and no other', async () => {
    await using intercom = await startIntercom()
    const page = await curl(`${intercom.url}/`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.body).toContain('<title>2N IP Verso Empfang Süd</title>')
    expect((await curl(`${intercom.url}/none`)).status).toBe(404)
  })
})
