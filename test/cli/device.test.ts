/** scan, read and push against the practice site, each the real command in a process of its own. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printable } from '#electron/cli/terminal.ts'
import { readOffice } from '#electron/practice/office/data.ts'
import { type PracticeOfficeDevice, practiceOfficeDeviceSchema } from '#shared/model/host.ts'
import { parseIpei, printedIpei } from '#shared/model/ipei.ts'
import { freePorts, type PracticePorts } from '#test/support/core.ts'
import fc from '#test/support/property.ts'
import { countingRelay } from './counting-relay.ts'
import { cliFile, punchdown, type Running, running } from './punchdown.ts'

let practice: Running
let ports: PracticePorts
let device: Record<string, unknown>
let target = ''
const portList = () => `sip=${ports.sip},snmp=${ports.snmp}`
const signIn = ['--user', 'admin', '--password-stdin', '--allow-http']

beforeAll(async () => {
  ports = await freePorts()
  const list = `http=${ports.http},sip=${ports.sip},snmp=${ports.snmp}`
  practice = running(['practice', '--pace', '0.02', '--ports', list, '--json'])
  device = await practice.next()
  target = `127.0.0.1:${ports.http}`
})
afterAll(async () => {
  await practice[Symbol.asyncDispose]()
})

describe('words on a terminal', () => {
  it('hold no control characters of a device', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(`\u001b[2J${text}\u202E`)
        expect(
          [...shown].filter((each) => /[\p{Cc}\u202A-\u202E]/u.test(each) && !'\n\t'.includes(each)),
        ).toEqual([])
      }),
    )
  })
})

describe('practice', () => {
  it('prints its devices', () => {
    expect(device).toMatchObject({ vendor: 'Poly', model: 'Rove B2', address: '127.0.0.1' })
    expect(device.handsets).toHaveLength(3)
  })

  it('prints each device of its office, one object per line, and scan finds all of them', async () => {
    const free = await freePorts()
    const list = `http=${free.http},sip=${free.sip},snmp=${free.snmp}`
    const other = running(['practice', '--pace', '0.02', '--ports', list, '--json'])
    await other.next()
    const office: PracticeOfficeDevice[] = []
    const all = readOffice()
    for (let i = 0; i < all.devices.length + all.switches.length; i++) {
      office.push(practiceOfficeDeviceSchema.parse(await other.next()))
    }
    const web = office.map(({ ports: own }) => own.http)
    const row = `127.0.0.1:${Math.min(...web)}-${Math.max(...web)}`
    const { code, objects } = await punchdown(['scan', row, '--ports', list, '--json'])
    expect(code).toBe(0)
    const macs = objects.map(({ mac }) => mac)
    expect(macs.toSorted()).toEqual(office.map(({ mac }) => mac).toSorted())
    const [floor] = office.filter(({ kind }) => kind === 'switch')
    const place = `${floor?.address}:${floor?.ports.snmp}`
    const heard = await punchdown(['neighbours', place, '--json'])
    expect(heard.code).toBe(0)
    expect(heard.objects.length).toBeGreaterThan(10)
    expect(await other.stop()).toBe(0)
  })

  it('has the base only without its office', async () => {
    expect((await punchdown(['practice', '--office', 'maybe'])).code).toBe(2)
    const free = await freePorts()
    const list = `http=${free.http},sip=${free.sip},snmp=${free.snmp}`
    const other = running(['practice', '--office', 'off', '--ports', list, '--json'])
    await other.next()
    const { objects } = await punchdown(['scan', '127.0.0.1', '--ports', list, '--json'])
    expect(objects).toHaveLength(1)
    expect(await other.stop()).toBe(0)
  })

  it('ends with exit code 0 when it is stopped', async () => {
    const free = await freePorts()
    const other = running(['practice', '--ports', `http=${free.http},sip=${free.sip},snmp=${free.snmp}`])
    await other.next()
    expect(await other.stop()).toBe(0)
  })
})

describe('scan', () => {
  it('prints the base as one JSON line', async () => {
    const { code, objects } = await punchdown(['scan', target, '--ports', portList(), '--json'])
    expect(code).toBe(0)
    expect(objects).toHaveLength(1)
    expect(objects[0]).toMatchObject({
      address: '127.0.0.1',
      vendor: 'Poly',
      model: 'Rove B2',
      firmware: device.firmware,
      mac: device.mac,
      kind: 'dect-base',
      verdict: 'below-minimum',
      level: 'likely',
      catalogue: { date: '2025-02-28' },
      ports: { http: ports.http, sip: ports.sip, snmp: ports.snmp },
    })
    expect(objects[0]?.evidence).toEqual(
      expect.arrayContaining([expect.objectContaining({ fact: 'model', value: 'Rove B2' })]),
    )
  })

  it('prints words with --text', async () => {
    const { code, objects, stdout } = await punchdown(['scan', target, '--ports', portList(), '--text'])
    expect([code, objects]).toEqual([0, []])
    for (const part of ['Rove B2', 'below-minimum', String(device.mac)]) expect(stdout).toContain(part)
  })

  it.each([
    ['a malformed subnet', ['scan', '10.0.0.0/33'], 2],
    ['a malformed address', ['scan', '10.0.0.256'], 2],
    ['a subnet that is too wide', ['scan', '10.0.0.0/8'], 2],
    ['malformed ports', ['scan', '127.0.0.1', '--ports', 'http=x'], 2],
    ['a port that is none', ['scan', '127.0.0.1:99999'], 2],
    ['no target', ['scan'], 2],
  ])('%s is exit code %s', async (_, args, expected) => {
    const { code, stdout } = await punchdown(args)
    expect([code, stdout]).toEqual([expected, ''])
  })

  it('of a host where nothing answers is exit code 3', async () => {
    const { http, sip, snmp } = await freePorts()
    const { code, stdout } = await punchdown([
      'scan',
      `127.0.0.1:${http}`,
      '--ports',
      `https=${http},sip=${sip},snmp=${snmp}`,
    ])
    expect([code, stdout]).toEqual([3, ''])
  })

  it('is cancelled by SIGINT with exit code 130', async () => {
    const child = spawn(process.execPath, [cliFile, 'scan', '127.1.0.0/20', '--json'], { stdio: 'pipe' })
    const closed = once(child, 'close')
    await once(child.stderr, 'data')
    child.kill('SIGINT')
    expect((await closed)[0]).toBe(130)
  })
})

describe('read', () => {
  it('prints the description of the device, its settings and its handsets', async () => {
    const { code, objects, stderr } = await punchdown(
      ['read', target, '--ports', portList(), '--json', ...signIn],
      { input: 'admin\n' },
    )
    expect([code, stderr]).toEqual([0, ''])
    const [reading] = objects
    expect(reading).toMatchObject({
      vendor: 'Poly',
      model: 'Rove B2',
      firmware: device.firmware,
      mac: device.mac,
      description: { model: 'Rove B2' },
    })
    expect(reading?.settings).toEqual(
      expect.arrayContaining([expect.objectContaining({ label: 'ConfigUrl' })]),
    )
    const handsets = Array.isArray(reading?.handsets) ? reading.handsets : []
    expect(handsets).toHaveLength(3)
    for (const handset of handsets) {
      const { ipei } = parseIpei(String(handset.ipei))
      expect(handset).toMatchObject({ ipeiPrinted: printedIpei(ipei), hardwareId: `00${ipei}` })
      for (const field of ['model', 'firmware', 'state']) expect(handset).toHaveProperty(field)
    }
  })

  it('tries a wrong password once and ends with exit code 4', async () => {
    await using relay = await countingRelay(ports.http)
    const { code, stdout, stderr } = await punchdown(
      ['read', `127.0.0.1:${relay.port}`, '--ports', portList(), '--json', ...signIn],
      { input: 'wrong-planted\n' },
    )
    expect([code, stdout]).toEqual([4, ''])
    expect(stderr).toContain('sign-in-refused')
    expect(stderr).not.toContain('wrong-planted')
    expect(relay.signIns()).toBe(1)
  })

  it('sends no password over plain HTTP without --allow-http: exit code 4', async () => {
    await using relay = await countingRelay(ports.http)
    const args = ['--ports', portList(), '--json', '--user', 'admin', '--password-stdin']
    const { code, stderr } = await punchdown(['read', `127.0.0.1:${relay.port}`, ...args], { input: 'admin' })
    expect(code).toBe(4)
    expect(stderr).toContain('plain-http-not-accepted')
    expect(relay.signIns()).toBe(0)
  })

  it('does not ask without a terminal: exit code 4, nothing is sent', async () => {
    await using relay = await countingRelay(ports.http)
    const { code } = await punchdown(['read', `127.0.0.1:${relay.port}`, '--user', 'admin'])
    expect([code, relay.connections()]).toEqual([4, 0])
  })

  it('is cancelled by SIGINT while a device does not answer, with exit code 130', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const asked = once(silent, 'connection')
    const args = [cliFile, 'read', `127.0.0.1:${port}`, '--ports', portList(), ...signIn]
    const child = spawn(process.execPath, args, { stdio: 'pipe' })
    const closed = once(child, 'close')
    child.stdin.end('admin')
    const [socket] = await asked
    child.kill('SIGINT')
    expect((await closed)[0]).toBe(130)
    socket.destroy()
    silent.close()
  })

  const noScript = spawnSync('script', ['--version']).error !== undefined
  it.skipIf(noScript)('asks for a password on a terminal and does not show it (script)', async () => {
    const command = [
      process.execPath,
      cliFile,
      'read',
      target,
      '--ports',
      portList(),
      '--user',
      'admin',
      '--allow-http',
    ]
    const child = spawn('script', ['-qec', command.join(' '), '/dev/null'], { stdio: 'pipe' })
    let shown = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const asked = shown.includes('Password')
      shown += text
      if (!asked && shown.includes('Password')) child.stdin.write('adminX\u007f\r')
    })
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    expect(shown).not.toContain('adminX')
    expect(shown).toContain('Handsets:')
  })

  it.each([
    ['a subnet', ['127.0.0.0/30'], 2],
    ['two devices', ['127.0.0.1', '127.0.0.2'], 2],
    ['none', [], 2],
  ])('%s instead of one device is exit code 2', async (_, targets, expected) => {
    expect((await punchdown(['read', ...targets, ...signIn], { input: 'admin' })).code).toBe(expected)
  })

  it('of a host where nothing answers is exit code 3', async () => {
    const { http, sip, snmp } = await freePorts()
    const args = ['read', `127.0.0.1:${http}`, '--ports', `https=${http},sip=${sip},snmp=${snmp}`, ...signIn]
    expect((await punchdown(args, { input: 'admin' })).code).toBe(3)
  })
})

describe('push', () => {
  const push = (...args: string[]) =>
    punchdown(['push', target, '--ports', portList(), '--json', ...signIn, ...args], { input: 'admin' })
  const results = (objects: Record<string, unknown>[]) => new Set(objects.map((object) => object.result))

  it('--plan prints each edit and writes nothing', async () => {
    const first = await push('--region', 'emea', '--language', 'de', '--plan')
    expect(first.code).toBe(0)
    expect(first.objects.length).toBeGreaterThan(0)
    for (const object of first.objects) {
      expect(Object.keys(object)).toEqual(expect.arrayContaining(['setting', 'before', 'after', 'result']))
    }
    expect(results(first.objects)).toEqual(new Set(['planned']))
    expect(JSON.stringify(first.objects)).toContain('http://emea.ipp.sdg.teams.microsoft.com/lang_de/')
    expect((await push('--region', 'emea', '--language', 'de', '--plan')).objects).toEqual(first.objects)
  })

  it('--apply writes and reads back; a second run reports every setting as unchanged', async () => {
    const url = `http://127.0.0.1:${ports.http}/nowhere/00\${IPEI}.cfg`
    const first = await push('--url', url, '--apply')
    expect([first.code, [...results(first.objects)].filter((each) => each !== 'unchanged')]).toEqual([
      0,
      ['set'],
    ])
    // the plan was shown before it was written, words on standard error
    for (const { setting, after } of first.objects) {
      expect(first.stderr).toContain(String(setting))
      expect(first.stderr).toContain(String(after))
    }
    const again = await push('--url', url, '--apply')
    expect([again.code, results(again.objects)]).toEqual([0, new Set(['unchanged'])])
  })

  it.each([
    ['neither --plan nor --apply', ['--region', 'emea']],
    ['both --plan and --apply', ['--region', 'emea', '--plan', '--apply']],
    ['neither region nor URL', ['--plan']],
    ['both region and URL', ['--region', 'emea', '--url', 'http://192.0.2.1/', '--plan']],
    ['a region that is none', ['--region', 'moon', '--plan']],
    ['a language that is none', ['--region', 'emea', '--language', 'tlh', '--plan']],
    ['a tenant that is no id', ['--region', 'emea', '--tenant', 'contoso', '--plan']],
    [
      'language and tenant together',
      ['--region', 'emea', '--language', 'de', '--tenant', '0b6e4a0c-6f4e-4b2a-9f6e-1d2c3b4a5f60', '--plan'],
    ],
    ['a URL with a password in it', ['--url', 'http://a:b@192.0.2.1/', '--plan']],
    ['a URL that is none', ['--url', 'ftp://192.0.2.1/', '--plan']],
  ])('%s is exit code 2', async (_, args) => {
    const { code, stdout } = await push(...args)
    expect([code, stdout]).toEqual([2, ''])
  })
})

describe('guide', () => {
  it('prints the steps with their values and sources, and signs in to nothing', async () => {
    const { code, objects } = await punchdown([
      ...['guide', target, '--ports', portList(), '--region', 'emea', '--json'],
    ])
    expect(code).toBe(0)
    expect(objects).toMatchObject([
      {
        url: expect.stringMatching(/^http:\/\/emea\.ipp\.sdg\.teams\.microsoft\.com\/00/),
        page: `http://${target}/`,
        card: { id: 'poly-rove' },
      },
    ])
    const text = await punchdown(['guide', target, '--ports', portList(), '--text'])
    expect(text.code).toBe(0)
    expect(text.stdout).toContain('System Management > Auto Provisioning > ITSP Provisioning')
    expect(text.stdout).not.toContain('teams.microsoft.com')
  })

  it.each([
    ['no address', []],
    ['a region that is not there', ['127.0.0.1', '--region', 'mars']],
    ['a language that is not there', ['127.0.0.1', '--language', 'xx']],
  ])('refuses %s', async (_, args) => {
    expect((await punchdown(['guide', ...args])).code).not.toBe(0)
  })
})
