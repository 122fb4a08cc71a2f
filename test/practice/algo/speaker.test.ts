/** The practice Algo speaker: its REST API with curl, its files, account and check-sync. */
import { describe, expect, it } from 'vitest'
import { checkHmac } from '#electron/practice/algo/hmac-sign-in.ts'
import speakerData from '#resources/practice/algo-8186.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { type Service, startService } from '../service.ts'
import { algoClient } from './client.ts'

const volume = '/api/settings/audio.page.vol'
const { password } = speakerData

async function startSpeaker(
  given: {
    readonly options?: Partial<typeof speakerData.options>
    readonly password?: string
    readonly pace?: number
  } = {},
) {
  const { options, pace, ...rest } = given
  const device = { ...speakerData, ...rest, options: { ...speakerData.options, ...options } }
  const practice = await startPractice({ ...(pace === undefined ? {} : { pace }), devices: [device] })
  const url = `http://127.0.0.1:${practice.httpPort}`
  return {
    ...{ url, practice, client: algoClient(url, rest.password ?? password) },
    set: (key: string, value: string) =>
      algoClient(url, rest.password ?? password).request('PUT', `/api/settings/${key}`, { [key]: value }),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

describe.skipIf(!isHere('curl'))(`the REST API of the practice Algo 8186${missing('curl')}`, () => {
  it('reads and writes a setting with an HMAC', async () => {
    await using speaker = await startSpeaker()
    expect((await speaker.client.request('GET', volume)).body).toBe('{"audio.page.vol":"0dB"}')
    expect((await speaker.set('audio.page.vol', '-6dB')).status).toBe(200)
    expect((await speaker.client.request('GET', volume)).body).toBe('{"audio.page.vol":"-6dB"}')
    const about = await speaker.client.request('GET', '/api/info/about')
    expect(JSON.parse(about.body)).toEqual(speakerData.about)
    const tone = { path: 'chime.wav', loop: false, volume: '-6dB' }
    expect((await speaker.client.request('POST', '/api/controls/tone/start', tone)).status).toBe(200)
    expect((await speaker.client.request('POST', '/api/controls/tone/stop', {})).status).toBe(200)
    expect((await speaker.client.request('POST', '/api/controls/tone/start', { loop: true })).status).toBe(
      400,
    )
  })

  it('writes several settings at once, all or none', async () => {
    await using speaker = await startSpeaker()
    const region = '/api/settings/admin.teams.region'
    const write = (body: Readonly<Record<string, unknown>>) =>
      speaker.client.request('PUT', '/api/settings', body)
    for (const wrong of [{ 'no.such.key': '1' }, { 'admin.teams.use': 'maybe' }, { 'admin.teams.use': 1 }]) {
      expect((await write({ 'admin.teams.region': 'http://127.0.0.1', ...wrong })).status).toBe(400)
    }
    expect((await write({})).status).toBe(400)
    expect((await speaker.client.request('GET', region)).body).toBe('{"admin.teams.region":""}')
    const both = { 'admin.teams.region': 'http://127.0.0.1', 'audio.page.vol': '-3dB' }
    expect((await write(both)).status).toBe(200)
    expect((await speaker.client.request('GET', region)).body).toContain('http://127.0.0.1')
    expect((await speaker.client.request('GET', volume)).body).toContain('-3dB')
  })

  it.each([
    { fault: 'a clock that is 40 s behind', client: { clock: () => Date.now() - 40_000 } },
    { fault: 'a clock that is 40 s ahead', client: { clock: () => Date.now() + 40_000 } },
    {
      fault: 'another sum',
      client: { alter: (header: string) => header.replace(/^(Content-MD5: ).*/, '$10') },
    },
    {
      fault: 'another content type',
      client: { alter: (header: string) => header.replace('application/json', 'application/JSON') },
    },
    {
      fault: 'a body with other spaces than the one of the sum',
      client: { serialise: (text: string) => text.replace(':', ': ') },
    },
    { fault: 'another user', client: { alter: (header: string) => header.replace('admin:', 'root:') } },
    { fault: 'another nonce', client: { alter: (header: string) => header.replace(':482913:', ':482914:') } },
  ])('refuses $fault', async ({ client }) => {
    await using speaker = await startSpeaker()
    const body = { 'audio.page.vol': '-3dB' }
    const refused = await algoClient(speaker.url, password, client).request('PUT', volume, body)
    expect(refused.status).toBe(401)
    expect((await speaker.client.request('GET', volume)).body).toBe('{"audio.page.vol":"0dB"}')
  })

  it('takes Basic only where it is switched on', async () => {
    await using closed = await startSpeaker()
    const sign = ['-u', `admin:${password}`]
    expect((await curl(...sign, `${closed.url}/api/info/about`)).status).toBe(401)
    await using speaker = await startSpeaker({ options: { basic: true } })
    expect((await curl(...sign, `${speaker.url}/api/info/about`)).status).toBe(200)
    expect((await curl('-u', 'admin:guess', `${speaker.url}/api/info/about`)).status).toBe(401)
    expect((await curl(`${speaker.url}/api/info/about`)).status).toBe(401)
  })

  it('needs no sign-in without a password, and answers nothing while the API is off', async () => {
    await using open = await startSpeaker({ password: '' })
    expect((await curl(`${open.url}/api/info/about`)).status).toBe(200)
    await using off = await startSpeaker({ options: { restApi: false } })
    expect((await off.client.request('GET', '/api/info/about')).status).toBe(404)
    expect((await curl(`${off.url}/`)).status).toBe(200)
  })

  it('refuses an unknown key, a value out of range and another content type', async () => {
    await using speaker = await startSpeaker()
    expect((await speaker.set('audio.absent', '1')).status).toBe(404)
    expect((await speaker.set('admin.teams.use', '2')).status).toBe(400)
    const other = { 'audio.page.vol': 5 }
    expect((await speaker.client.request('PUT', volume, other)).status).toBe(400)
    expect((await speaker.client.request('PUT', volume, { 'sip.proxy': 'a' })).status).toBe(400)
    expect((await speaker.client.request('GET', volume)).body).toBe('{"audio.page.vol":"0dB"}')
  })
})

it('accepts an HMAC that openssl made', () => {
  // printf %s 'GET:/api/info/about:1764546083:482913' | openssl dgst -sha256 -hmac algo
  const digest = '18ae05fffec5c276194679872b97fbb3d2ec4b6e6653a16ad11041275969bb69'
  const request = {
    ...{ method: 'GET', path: '/api/info/about', bytes: Buffer.alloc(0) },
    headers: { authorization: `hmac admin:482913:${digest}`, date: 'Sun, 30 Nov 2025 23:41:23 GMT' },
  }
  const account = { user: 'admin', password: 'algo' }
  const at = 1_764_546_083_000
  expect(checkHmac(request, account, at + 30_000)).toBe('right')
  expect(checkHmac(request, account, at + 30_001)).toBe('wrong')
  expect(checkHmac({ ...request, headers: {} }, account, at)).toBe('none')
})

const conf = ({ registrar }: Service): string =>
  `# a comment\nsip.proxy = ${registrar}\nsip.u1.user = desk\nsip.u1.auth = desk\nsip.u1.pwd = a secret\nsip.u1.dname = Yard\n`

describe.skipIf(!isHere('curl'))(`the practice Algo 8186 is pointed to a server${missing('curl')}`, () => {
  const common = '/algop8186.conf'
  const own = '/algom0022EE0A1B86.conf'
  const paths = ({ fetched }: Service) => fetched.map(({ path }) => path)
  const handset = ({ practice }: Awaited<ReturnType<typeof startSpeaker>>) =>
    practice.site.status().devices[0]?.handsets[0]

  it('fetches from its Teams region, and registers', async () => {
    await using service = await startService()
    service.files.set(own, conf(service))
    await using speaker = await startSpeaker()
    await speaker.set('admin.teams.region', service.url)
    expect(service.fetched).toEqual([])
    await speaker.set('admin.teams.use', '1')
    await expect.poll(() => handset(speaker)).toMatchObject({ registered: true, display: 'Yard' })
    expect(service.registers.at(-1)?.aor).toBe('sip:desk@127.0.0.1')
    expect(paths(service)).toEqual([common, own])
    expect(service.fetched[0]?.agent).toBe('')
    await expect(speaker.practice.site.dial(speaker.practice.deviceId, '0022EE0A1B86', '1')).rejects.toThrow()
  })

  it('fetches from a static server, and again after check-sync', async () => {
    await using service = await startService()
    service.files.set(`/conf${common}`, conf(service))
    await using speaker = await startSpeaker({ pace: 0.001 })
    await speaker.set('prov.download.cfgpath', '/conf/')
    await speaker.set('prov.server.static', service.url.replace('http://', ''))
    await speaker.set('prov.use', '1')
    await expect.poll(() => handset(speaker)?.registered).toBe(true)
    expect(paths(service)).toEqual([`/conf${common}`, `/conf${own}`])
    const contact = service.registers.at(-1)?.contact ?? ''
    expect(await service.notify(contact, 'check-sync;reboot=true')).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(4)
    expect(await service.notify(contact, 'message-summary')).toBe(489)
  })

  it('fetches again after a restart', async () => {
    await using service = await startService()
    await using speaker = await startSpeaker()
    await speaker.client.request('PUT', '/api/settings', {
      ...{ 'admin.teams.region': service.url, 'admin.teams.use': '1' },
    })
    await expect.poll(() => service.fetched.length).toBe(2)
    expect((await speaker.client.request('POST', '/api/controls/reboot')).status).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(4)
  })

  it('fetches nothing from outside this laptop', async () => {
    await using service = await startService()
    service.files.set(own, 'admin.teams.region = http://192.0.2.1\n')
    await using speaker = await startSpeaker()
    await speaker.set('admin.teams.region', service.url)
    await speaker.set('admin.teams.use', '1')
    await expect
      .poll(async () => (await speaker.client.request('GET', '/api/settings/admin.teams.region')).body)
      .toContain('192.0.2.1')
    expect(paths(service)).toEqual([common, own])
  })
})
