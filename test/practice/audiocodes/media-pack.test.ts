/** The practice MediaPack with curl, sipp and snmpget, and against a provisioning server and registrar. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MediaPackData } from '#electron/practice/audiocodes/data.ts'
import { parseIni, writeIni } from '#electron/practice/audiocodes/ini-file.ts'
import mediaPackData from '#resources/practice/audiocodes-mp-118.json' with { type: 'json' }
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'
import { curl } from '../curl.ts'
import { type Service, startService } from '../service.ts'
import { mediaPackClient } from './client.ts'

interface Given {
  readonly options?: Partial<MediaPackData['options']>
  readonly pace?: number
  readonly flashFolder?: string
}

async function startMediaPack({ options, ...rest }: Given = {}) {
  const device = { ...mediaPackData, options: { ...mediaPackData.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `http://127.0.0.1:${practice.httpPort}`
  const scheme = device.options.scheme === 'basic' ? '--basic' : '--digest'
  return {
    ...mediaPackClient(() => url, device.password, scheme),
    ...{ practice, url },
    ports: () => practice.site.status().devices[0]?.handsets ?? [],
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

/** The file of a port's account, in the form of the published one. */
const ini = ({ registrar }: Service, more = ''): string => `;Board: MP-118 FXS
AUPDCheckIfIniChanged = 1
${more}
[ ProxyIp ]
FORMAT ProxyIp_Index = ProxyIp_IpAddress, ProxyIp_TransportType, ProxyIp_ProxySetId;
ProxyIp 0 = "${registrar}", 0, 1;
[ \\ProxyIp ]

[ Authentication ]
FORMAT Authentication_Index = Authentication_UserId, Authentication_UserPassword, Authentication_Module, Authentication_Port;
Authentication 0 = "port1", "a secret", 1, 1;
Authentication 7 = "port8", "a secret", 1, 8;
[ \\Authentication ]
`

describe.skipIf(!isHere('curl'))(`the practice MediaPack${missing('curl')}`, () => {
  it('shows its title without a sign-in, and refuses everything else', async () => {
    await using adapter = await startMediaPack()
    const first = await curl(`${adapter.url}/`)
    expect([first.status, first.headers.get('server')]).toEqual([200, 'Allegro-Software-RomPager/4.34'])
    expect(first.body).toContain('<TITLE>AudioCodes</TITLE>')
    const refused = await curl(`${adapter.url}/AdminPage`)
    expect([refused.status, refused.headers.get('www-authenticate')?.split(' ')[0]]).toEqual([401, 'Digest'])
    expect((await adapter.get('/AdminPage')).body).toContain('ini Parameters')
    await using other = await startMediaPack({ options: { scheme: 'basic' } })
    expect((await other.get('/AdminPage')).status).toBe(200)
  })

  it('blocks every sign-in after wrong passwords', async () => {
    await using adapter = await startMediaPack({
      options: { denyAccess: { failCount: 2, blockSeconds: 60 } },
    })
    const wrong = mediaPackClient(() => adapter.url, 'wrong')
    expect((await wrong.get('/AdminPage')).status).toBe(401)
    await wrong.get('/AdminPage')
    expect((await adapter.get('/AdminPage')).status).toBe(403)
  })

  it('has the published comments at the head of its ini file', async () => {
    await using adapter = await startMediaPack()
    expect((await adapter.ini()).body.split('\r\n').slice(0, 5)).toEqual([
      ';Board: MP-118 FXS',
      ';Board Type: 56',
      ';Serial Number: 5177624',
      ';Software Version: 6.60A.367.005',
      ';Board IP Address: 127.0.0.1',
    ])
  })

  it('sets a known parameter in any case, within its range, and loses it without Burn', async () => {
    await using adapter = await startMediaPack()
    await adapter.setParameter('AUPDCheckIfIniChanged', '3')
    await adapter.setParameter('NoSuchParameter', '1')
    await adapter.setParameter('aupdresetURLonwebconfig', '1')
    const parameters = async () =>
      (await adapter.ini()).body.split('\r\n').filter((line) => line !== '' && !line.startsWith(';'))
    expect(await parameters()).toEqual(['AUPDResetURLOnWebConfig = 1'])
    await adapter.maintain('Reset')
    await expect.poll(parameters).toEqual([])
    await adapter.setParameter('SetDefaultOnIniFileProcess', '1')
    await adapter.maintain('Burn')
    await adapter.maintain('Reset')
    await expect.poll(parameters).toEqual(['SetDefaultOnIniFileProcess = 1'])
  })

  it('has other addresses and field names after a restart', async () => {
    await using adapter = await startMediaPack()
    const before = (await adapter.follow('/AdminPage')).body
    expect((await adapter.follow('/AdminPage')).body).toBe(before)
    await adapter.maintain('Reset')
    await expect.poll(async () => (await adapter.follow('/AdminPage')).body).not.toBe(before)
  })

  it('does the steps of the maker: fetches the file, restarts, registers its ports', async () => {
    await using service = await startService()
    await using adapter = await startMediaPack()
    const steps = [
      ['inifileurl', ''],
      ['AUPDResetURLOnWebConfig', '1'],
      ['setdefaultoninifileprocess', '1'],
    ] as const
    for (const [name, value] of steps) expect((await adapter.setParameter(name, value)).status).toBe(200)
    await adapter.loadIni('\n')
    await expect.poll(async () => (await adapter.ini()).body).not.toContain('SetDefault')
    service.files.set('/mac.ini', ini(service, `IniFileURL = '${service.url}/device/x.ini'`))
    service.files.set('/device/x.ini', ini(service, `IniFileURL = '${service.url}/device/x.ini'\n;second`))
    await adapter.setParameter('inifileurl', `${service.url}/mac.ini`)
    await expect.poll(() => service.fetched.at(-1)?.path).toBe('/device/x.ini')
    await expect
      .poll(() => adapter.ports().map(({ registered }) => registered))
      .toEqual([...[true, false, false, false], ...[false, false, false, true]])
    expect(service.fetched[0]).toEqual({
      path: '/mac.ini',
      agent: 'Mozilla/4.0 (compatible; AudioCodes; MP-118 FXS;6.60A.367.005;00908F4F0118;0)',
    })
    const { body } = await adapter.ini()
    expect(body).toContain(`IniFileURL = '${service.url}/device/x.ini'\r\n`)
    expect(body).toContain(`ProxyIp 0 = "${service.registrar}", 0, 1;\r\n`)
  })

  it('dials at a port with an account', async () => {
    await using service = await startService()
    service.files.set('/mac.ini', ini(service))
    await using adapter = await startMediaPack()
    await adapter.setParameter('IniFileURL', `${service.url}/mac.ini`)
    await expect.poll(() => adapter.ports()[7]?.registered).toBe(true)
    const ids = adapter.ports().map(({ ipei }) => ipei)
    expect([ids[0], ids[7], ids.length]).toEqual(['00908F4F0118:001', '00908F4F0118:008', 8])
    const { site, deviceId } = adapter.practice
    await site.dial(deviceId, '00908F4F0118:008', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    // no resync over SIP is published for an adapter
    expect(await service.notify(service.registers[0]?.contact ?? '', 'check-sync')).toBe(405)
    await site.dial(deviceId, '00908F4F0118:002', '*55*123456')
    expect(adapter.ports()[1]?.tones).toEqual(['fast-busy'])
  })

  it('waits for Burn and Reset in the case of the field report', async () => {
    await using service = await startService()
    service.files.set('/00908F4F0118.ini', ini(service))
    await using adapter = await startMediaPack({ options: { fetchesAtOnce: false } })
    await adapter.setParameter('IniFileURL', `${service.url}/<MAC>.ini`)
    await adapter.maintain('Burn')
    expect(service.fetched).toEqual([])
    await adapter.maintain('Reset')
    await expect.poll(() => adapter.ports()[0]?.registered).toBe(true)
    expect(service.fetched[0]?.path).toBe('/00908F4F0118.ini')
  })

  it('keeps the rest of its parameters when a file is loaded, and refuses one without a line break at its end', async () => {
    await using adapter = await startMediaPack()
    await adapter.setParameter('AUPDRetryTime', '7')
    await adapter.loadIni('AutoUpdateCmpFile = 1')
    expect((await adapter.ini()).body).not.toContain('AutoUpdateCmpFile')
    await adapter.loadIni('AutoUpdateCmpFile = 1\nnot a parameter\n')
    const lines = async () => (await adapter.ini()).body.split('\r\n').slice(6, 8)
    await expect.poll(lines).toEqual(['AutoUpdateCmpFile = 1', 'AUPDRetryTime = 7'])
  })

  it('keeps its parameters over a power cut', async () => {
    using folder = temporaryFolder()
    {
      await using adapter = await startMediaPack({ flashFolder: folder.path })
      await adapter.setParameter('AUPDRetryTime', '7')
      await adapter.maintain('Burn')
    }
    await using adapter = await startMediaPack({ flashFolder: folder.path })
    expect((await adapter.ini()).body).toContain('AUPDRetryTime = 7')
  })
})

describe.skipIf(!isHere('sipp'))(`the practice MediaPack and sipp${missing('sipp')}`, () => {
  it('answers OPTIONS with its name in the Server header', async () => {
    await using adapter = await startMediaPack()
    using folder = temporaryFolder()
    const scenario = join(import.meta.dirname, 'options-server.xml')
    const { code, output } = await run(
      'sipp',
      [
        ...['-sf', scenario, '-m', '1', '-l', '1', '-timeout', '10', '-nostdin', '-i', '127.0.0.1'],
        `127.0.0.1:${adapter.practice.sipPort}`,
      ],
      folder.path,
    )
    expect(code, output).toBe(0)
  })
})

describe.skipIf(!isHere('snmpget'))(`the practice MediaPack and snmpget${missing('snmpget')}`, () => {
  it('has its product and version in sysDescr, and the number of the maker', async () => {
    await using adapter = await startMediaPack()
    const { output } = await run('snmpget', [
      ...['-v2c', '-c', 'public', '-On', '-t', '2', '-r', '1', `127.0.0.1:${adapter.practice.snmpPort}`],
      ...['.1.3.6.1.2.1.1.1.0', '.1.3.6.1.2.1.1.2.0'],
    ])
    expect(output).toContain('"Product: MP-118 FXS;SW Version: 6.60A.367.005"')
    expect(output).toContain('OID: .1.3.6.1.4.1.5003.8.1.1.56')
  })
})

describe('ini files', () => {
  const text = fc
    .string({ unit: fc.constantFrom(...'abc ;,=[]./<>-10'.split('')), maxLength: 12 })
    .map((each) => each.trim())
  const name = fc.stringMatching(/^[A-Z][A-Za-z]{1,8}$/)

  it('are read as they were written', () => {
    const table = fc.record({
      name,
      columns: fc.array(name, { minLength: 2, maxLength: 2 }),
      rows: fc.array(
        fc.record({ index: fc.nat(99), values: fc.array(text, { minLength: 2, maxLength: 2 }) }),
        {
          maxLength: 3,
        },
      ),
    })
    const content = fc.record({
      scalars: fc.array(fc.tuple(name, text)),
      tables: fc.array(table, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(content, (ini) => {
        expect(parseIni(writeIni(ini, ['Board: MP-118 FXS']))).toEqual({ ...ini, unreadable: [] })
      }),
    )
  })

  it('name the lines that cannot be read', () => {
    const lines = ['A-B = 1', 'no equals', 'Row 1 = 2;', 'Good = 3']
    expect(parseIni(lines.join('\n'))).toEqual({
      ...{ scalars: [['Good', '3']], tables: [] },
      unreadable: ['A-B = 1', 'no equals', 'Row 1 = 2;'],
    })
  })
})
