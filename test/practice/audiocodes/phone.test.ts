/** The practice AudioCodes phone with requests of public clients, sent by curl, and against a provisioning server and registrar. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { parseCfg, writeCfg } from '#electron/practice/audiocodes/cfg-file.ts'
import type { PhoneData } from '#electron/practice/audiocodes/data.ts'
import phoneData from '#resources/practice/audiocodes-c450hd.json' with { type: 'json' }
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'
import { curl } from '../curl.ts'
import { startPnpServer } from '../pnp-server.ts'
import { type Service, startService } from '../service.ts'
import { base64, logIn, phoneSignIn, request, urlForm } from './client.ts'

const mac = '00908F4F0450'
const file = `/${mac}.cfg`

interface Given {
  readonly options?: Partial<PhoneData['options']>
  readonly values?: Partial<PhoneData>
  readonly pace?: number
  readonly flashFolder?: string
}

async function startPhone({ options, values, ...rest }: Given = {}) {
  const device = { ...phoneData, ...values, options: { ...phoneData.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `https://127.0.0.1:${practice.httpPort}`
  return {
    ...{ practice, url },
    async signIn(): Promise<readonly string[]> {
      const session = await phoneSignIn(url, phoneData.password)
      if (!session.ok) throw new Error(session.refusal.body)
      return session.cookie
    },
    async get(path: string) {
      return request(...(await this.signIn()), `${url}${path}`)
    },
    async post(path: string, ...args: readonly string[]) {
      return request(...(await this.signIn()), ...args, `${url}${path}`)
    },
    async cfg(): Promise<ReadonlyMap<string, string>> {
      const { body } = await this.get(`/configuration/C450HD_${mac}.cfg`)
      return new Map(
        body
          .trimEnd()
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      )
    },
    /** Stores the URL, then restarts: the phone fetches at power-up. */
    async point(to: string, changes: Readonly<Record<string, string>> = {}) {
      const form = '/mainform.cgi/Auto_Provision.htm'
      expect((await this.post(form, ...urlForm(to, changes))).status).toBe(200)
      expect((await this.post('/mainform.cgi/reboot.htm', '-d', 'REBOOT=2')).status).toBe(200)
    },
    upload(cfg: string, type = '6') {
      const parts = ['--form-string', `TYPE=${type}`, '-F', `upname=${cfg};filename=new.cfg`]
      return this.post('/mainform.cgi/auto_config.htm', ...parts)
    },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

function account({ registrar }: Service, more = ''): string {
  const [host = '', port = ''] = registrar.split(':')
  return `voip/line/0/enabled=1
voip/line/0/id=desk
voip/line/0/description=Desk
voip/line/0/auth_name=desk
voip/line/0/auth_password=a secret
voip/signalling/sip/sip_registrar/enabled=1
voip/signalling/sip/sip_registrar/addr=${host}
voip/signalling/sip/sip_registrar/port=${port}
${more}`
}

describe.skipIf(!isHere('curl'))(`the practice AudioCodes phone${missing('curl')}`, () => {
  it('leads a visitor to mainform.cgi and to the sign-in', async () => {
    await using phone = await startPhone()
    const first = await curl(`${phone.url}/`)
    expect(first.body).toContain('URL=mainform.cgi?go=mainframe.htm')
    for (const path of ['/login.cgi', '/mainform.cgi?go=mainframe.htm', '/voip_status.cgi'])
      expect((await curl(`${phone.url}${path}`)).body).toContain('Web Login')
  })

  it('takes the password as base64 and gives a cookie, and says Login failed with status 200', async () => {
    await using phone = await startPhone()
    for (const psw of [base64('wrong'), '1234', base64('1234').replace('=', '')]) {
      const wrong = await logIn(phone.url, psw)
      expect([wrong.status, wrong.headers.has('set-cookie')]).toEqual([200, false])
      expect(wrong.body).toContain('Login failed')
    }
    const right = await logIn(phone.url, 'MTIzNA==')
    expect(right.status).toBe(200)
    expect(right.headers.get('set-cookie')).toMatch(/^session=[0-9a-f]{32}; path=\/$/)
    expect(right.body).toContain('/mainform.cgi?go=mainframe.htm')
  })

  it('drops a form that comes right after the sign-in with a 301', async () => {
    await using phone = await startPhone()
    const cookie = (await logIn(phone.url, base64('1234'))).headers.get('set-cookie')?.split(';')[0] ?? ''
    const send = () =>
      request('-b', cookie, ...urlForm('http://127.0.0.1:9'), `${phone.url}/mainform.cgi/Auto_Provision.htm`)
    expect((await send()).status).toBe(301)
    expect((await phone.cfg()).get('provisioning/method')).toBe('DYNAMIC')
    await request('-b', cookie, `${phone.url}/mainform.cgi/info.htm`)
    expect((await send()).status).toBe(200)
    expect((await phone.cfg()).get('provisioning/configuration/url')).toBe('http://127.0.0.1:9')
  })

  it('names its file with model and MAC address in the page of the configuration', async () => {
    await using phone = await startPhone()
    const { body } = await phone.get('/mainform.cgi?go=manu_config.htm')
    expect(body).toContain(`var url='/configuration/C450HD_${mac}.cfg'`)
    expect((await phone.cfg()).get('system/type')).toBe('C450HD')
    expect((await phone.get('/mainform.cgi/network_status.htm')).body).toContain('00:90:8F:4F:04:50')
    expect((await phone.get('/mainform.cgi/info.htm')).body).toMatch(/C450HD.*3\.4\.8\.808/)
  })

  it('keeps values out of range out, and a form without a method or a URL', async () => {
    await using phone = await startPhone()
    const form = '/mainform.cgi/auto_provision.htm'
    await phone.post(form, ...urlForm('http://127.0.0.1:9', { ASU_METHOD: '7' }))
    await phone.post(form, '-d', 'ASU_METHOD=2')
    await phone.post(form, '-H', 'Content-Type: text/plain', '-d', 'ASU_METHOD=2&CFG_URL=http://127.0.0.1:9')
    expect((await phone.cfg()).get('provisioning/method')).toBe('DYNAMIC')
    await phone.post(form, ...urlForm('http://127.0.0.1:9', { ASU_RANDOM: 'soon', ASU_HOURS: '6' }))
    const cfg = await phone.cfg()
    expect(cfg.get('provisioning/random_provisioning_time')).toBe('120')
    expect(cfg.get('provisioning/period/hourly/hours_interval')).toBe('6')
  })

  it('has no page for the URL on firmware without one, but takes a configuration file', async () => {
    await using phone = await startPhone({ options: { provisioningPage: false } })
    const path = '/mainform.cgi/Auto_Provision.htm'
    expect((await phone.get(path)).status).toBe(404)
    expect((await phone.post(path, ...urlForm('http://127.0.0.1:9'))).status).toBe(404)
    await phone.upload('provisioning/method=STATIC\nprovisioning/configuration/url=http://127.0.0.1:9\n')
    expect((await phone.cfg()).get('provisioning/configuration/url')).toBe('http://127.0.0.1:9')
  })

  it('takes its own file back with the encrypted password unchanged', async () => {
    await using service = await startService()
    await using phone = await startPhone()
    await phone.upload(account(service))
    await expect.poll(() => service.registers.length).toBe(1)
    const before = await phone.cfg()
    expect(before.get('voip/line/0/auth_password')).toMatch(/^\{".{24}"\}$/)
    expect((await phone.upload('voip/line/0/enabled=0', '5')).body).toContain('Invalid file')
    const lines = [...before].map(([key, value]) => `${key}=${value}`)
    await phone.upload(lines.join('\n').replace('/description=Desk', '/description=Front'))
    expect((await phone.cfg()).get('voip/line/0/description')).toBe('Front')
    await expect.poll(() => service.registers.length).toBe(2)
    expect(phone.practice.site.status().devices[0]?.handsets).toMatchObject([{ registered: true }])
  })

  it('fetches its file at the start with its User-Agent, follows the next URL and registers', async () => {
    await using service = await startService()
    service.files.set(file, `provisioning/configuration/url=${service.url}/device/state/\n`)
    service.files.set(`/device/state${file}`, account(service))
    await using phone = await startPhone()
    await phone.point(`${service.url}`)
    await expect.poll(() => service.registers.at(-1)?.aor).toBe('sip:desk@127.0.0.1')
    expect(service.fetched).toEqual(
      [file, `/device/state${file}`].map((path) => ({
        ...{ path, agent: 'AUDC/3.4.8.808 AUDC-IPPhone-C450HD_UC_3.4.8.808/1' },
      })),
    )
    const status = await phone.get('/voip_status.cgi')
    expect(status.headers.get('content-type')).toBe('text/xml')
    expect([...status.body.matchAll(/<SipStatus>([^<]*)</g)].map(([, text]) => text)).toEqual([
      'Registered',
      'Not Registered',
    ])
    expect((await phone.get('/configuration/last_request.url')).body).toBe(
      `${service.url}/device/state${file}`,
    )
    expect((await phone.get('/configuration/provision_url')).body).toBe(`${service.url}/device/state/`)
  })

  it('does not fetch while the method is DYNAMIC, and fetches a URL of a file with its macro', async () => {
    await using service = await startService()
    service.files.set(`/phones${file}`, account(service))
    await using phone = await startPhone()
    const to = `${service.url}/phones/<MAC>.cfg`
    await phone.point(to, { ASU_METHOD: '1' })
    await expect.poll(async () => (await phone.get('/configuration/provision_url')).body).toBe(to)
    expect(service.fetched).toEqual([])
    await phone.point(to)
    await expect.poll(() => service.registers.length).toBe(1)
    expect(service.fetched.map(({ path }) => path)).toEqual([`/phones${file}`])
  })

  it('fetches again for check-sync, after a restart when the setting says so', async () => {
    await using service = await startService()
    const restart = 'voip/services/notify/check_sync/force_reboot_enabled=1\n'
    service.files.set(file, account(service))
    await using phone = await startPhone()
    await phone.point(service.url)
    await expect.poll(() => service.registers.length).toBe(1)
    const contact = service.registers[0]?.contact ?? ''
    expect(await service.notify(contact, 'reboot')).toBe(489)
    service.files.set(file, account(service, restart))
    expect(await service.notify(contact, 'check-sync')).toBe(200)
    await expect.poll(() => service.registers.length).toBe(2)
    const cookie = await phone.signIn()
    await service.notify(contact, 'check-sync')
    await expect.poll(() => service.registers.length).toBeGreaterThan(2)
    // the restart ended the session
    expect((await request(...cookie, `${phone.url}/mainform.cgi/info.htm`)).body).toContain('Web Login')
  })

  it('dials from its keypad and from its page', async () => {
    await using service = await startService()
    service.files.set(file, account(service))
    await using phone = await startPhone()
    await phone.point(service.url)
    const { site, deviceId } = phone.practice
    const handset = () => site.status().devices[0]?.handsets[0]
    await expect.poll(() => handset()?.registered).toBe(true)
    await site.dial(deviceId, mac, '*55*123456')
    await phone.post('/mainform.cgi/dial.htm', '-d', 'number=123')
    await expect.poll(() => service.dialled.length).toBe(2)
    expect(service.dialled[0]).toContain('sip:*55*123456@')
    expect(service.dialled[1]).toContain('sip:123@')
  })

  it('loads firmware from the computer and from a URL, and restarts with it', async () => {
    await using service = await startService()
    service.files.set('/C450HD_3.4.9.100.img', 'image')
    await using phone = await startPhone()
    const version = () => phone.practice.site.status().devices[0]?.firmware
    const image = (name: string) => ['-F', `upname=image;filename=${name}`]
    expect((await phone.post('/upload.cgi', ...image('C450HD_3.4.8.900.img'))).body).toContain('Invalid')
    const local = ['-F', 'localupgrade=20', ...image('C450HD_3.4.8.900.img')]
    expect((await phone.post('/upload.cgi', ...local)).status).toBe(200)
    await expect.poll(version).toBe('3.4.8.900')
    const page = '/mainform.cgi/Manu_Firmware_Upgrade.htm'
    expect((await phone.post(page, '-d', 'UPGRADESHOW=1')).status).toBe(200)
    await phone.point('', { FW_URL: `${service.url}/C450HD_3.4.9.100.img` })
    await expect.poll(version).toBe('3.4.9.100')
  })

  it('keeps its settings over a power cut and loses them at a factory reset', async () => {
    using folder = temporaryFolder()
    const given = { flashFolder: folder.path }
    {
      await using phone = await startPhone(given)
      await phone.upload('provisioning/method=DISABLE\nsystem/type=440HD\nno key\n')
    }
    await using phone = await startPhone(given)
    expect((await phone.cfg()).get('provisioning/method')).toBe('DISABLE')
    expect((await phone.cfg()).get('system/type')).toBe('C450HD')
    await phone.post('/mainform.cgi/reset.htm', '-d', 'CONFIG=1')
    expect((await phone.cfg()).get('provisioning/method')).toBe('DISABLE')
    await phone.post('/mainform.cgi/reset.htm', '-d', 'CONFIG=2')
    await expect.poll(async () => (await phone.cfg()).get('provisioning/method')).toBe('DYNAMIC')
  })

  it('asks for a URL with SIP PnP, and takes that of a NOTIFY', async () => {
    await using service = await startService()
    service.files.set(file, account(service))
    await using server = await startPnpServer()
    const pnp = { destination: server.destination }
    await using phone = await startPhone({ options: { pnp } })
    const text = await server.subscribe
    expect(text).toMatch(/^SUBSCRIBE sip:224\.0\.1\.75:5060 SIP\/2\.0\r\n/)
    expect(text).toMatch(/\r\nFrom: <sip:00000001@127\.0\.0\.1>/)
    expect(text).toContain(
      'Event: ua-profile;profile-type="application";model="C450HD";version="3.4.8.808"\r\n',
    )
    expect(text).toContain('Accept: application/url\r\n')
    await server.announce(service.url)
    await expect.poll(() => service.registers.length).toBe(1)
    expect((await phone.cfg()).get('provisioning/method')).toBe('STATIC')
  })

  it.each([
    ['DYNAMIC', 'text/plain', 415],
    ['STATIC', 'application/url', 481],
  ])('refuses a NOTIFY: method %s, %s', async (method, type, status) => {
    await using server = await startPnpServer()
    await using phone = await startPhone({ options: { pnp: { destination: server.destination } } })
    await server.subscribe
    await phone.upload(`provisioning/method=${method}\n`)
    await server.announce('http://127.0.0.1:9', type)
    await expect
      .poll(() => server.answers.map((each) => each.split('\r\n')[0]))
      .toEqual([expect.stringMatching(new RegExp(`^SIP/2\\.0 ${status}`))])
    expect((await phone.cfg()).get('provisioning/configuration/url')).toBe('')
  })

  it.each([
    ['classic', 'as-http', 'AUDC-IPPhone/2.2.16.681 (440HD-Rev0; 00908F4F0450)'],
    ['classic', 'version', 'AUDC-IPPhone/2.2.16.681'],
    ['uc', 'version', 'AUDC-IPPhone/2.2.16.681'],
  ] as const)('names itself in SIP: %s, %s', async (userAgent, sipUserAgent, name) => {
    const values = { wireModel: '440HD-Rev0', firmware: '2.2.16.681' }
    await using phone = await startPhone({ options: { userAgent, sipUserAgent }, values })
    const client = createSocket('udp4')
    const answered = once(client, 'message')
    client.send(
      `OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKua\r\nFrom: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: ua\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n`,
      phone.practice.sipPort,
      '127.0.0.1',
    )
    const [octets] = await answered
    client.close()
    expect(String(octets)).toContain(`\r\nUser-Agent: ${name}\r\n`)
  })
})

describe('configuration files of AudioCodes phones', () => {
  const key = fc.stringMatching(/^[a-z_]{1,9}(?:\/[a-z0-9_]{1,9}){1,4}$/)
  const value = fc.string({ unit: fc.constantFrom(...'ab =/;#{}"<>'.split('')), maxLength: 12 })

  it('are read as they were written', () => {
    const values = fc.array(
      fc.tuple(
        key,
        value.map((each) => each.trim()),
      ),
    )
    fc.assert(
      fc.property(values, (given) => {
        expect(parseCfg(writeCfg(given))).toEqual(new Map(given))
      }),
    )
  })

  it('have no key outside the form of the maker', () => {
    expect(parseCfg('\uFEFFa/b=1\r\n;a/c=2\r\nkey=3\r\n=4\r\na/=5\r\n')).toEqual(new Map([['a/b', '1']]))
  })
})
