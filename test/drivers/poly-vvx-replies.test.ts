/** What the driver of Poly phones makes of replies over REST. */
import { describe, expect, it } from 'vitest'
import { vvxData } from '#electron/drivers/poly-vvx/data.ts'
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import { type ProblemCode, PunchdownError } from '#shared/errors.ts'
import { heldStage } from '#shared/model/pasted-url.ts'
import {
  api,
  applied,
  both,
  codeOf,
  data,
  parameters,
  type Reply,
  rest,
  status,
  url,
  writes,
} from './poly-vvx-phone.ts'

describe('a plan', () => {
  it('has the type and the address of the server, and what they rest on', async () => {
    const { provisioning } = await polyVvx.connect(rest())
    const plan = await provisioning?.plan(url)
    expect(plan).toMatchObject({ after: 'at-next-start', provenance: vvxData.provenance })
    expect(plan?.edits).toEqual([
      {
        ...{ id: 'device.prov.serverType', page: 'Provisioning Server', group: 'Server' },
        ...{ label: 'Server Type', before: 'FTP', after: 'HTTP', secret: false },
        provenance: vvxData.provisioning[0]?.provenance,
      },
      {
        ...{ id: 'device.prov.serverName', page: 'Provisioning Server', group: 'Server' },
        ...{ label: 'Server Address', before: '', after: url, secret: false },
        provenance: vvxData.provisioning[1]?.provenance,
      },
    ])
    const secure = await provisioning?.plan('https://192.0.2.1')
    expect(secure?.edits.map(({ after }) => after)).toEqual(['HTTPS', 'https://192.0.2.1'])
  })

  it.each(['', 'ftp://192.0.2.1', 'http://', 'xhttp://192.0.2.1', 'http://192.0.2.1/ a'])(
    'is refused for %j',
    async (text) => {
      const kit = rest()
      const { provisioning } = await polyVvx.connect(kit)
      const asked = kit.asked.length
      await expect(provisioning?.plan(text)).rejects.toMatchObject({
        ...{ code: 'url-not-allowed', facts: { url: text } },
      })
      expect(kit.asked).toHaveLength(asked)
    },
  )

  it('is refused for a phone without a parameter, and nothing is written', async () => {
    const missing = data({ 'device.prov.serverType': { Value: 'FTP' } })
    const kit = rest((path) => (path === `${api}/config/get` ? missing : null))
    const { provisioning } = await polyVvx.connect(kit)
    const expected = {
      code: 'setting-missing',
      facts: { setting: 'Server Address', page: 'Provisioning Server' },
    }
    await expect(provisioning?.plan(url)).rejects.toMatchObject(expected)
    const { edits } = (await (await polyVvx.connect(rest())).provisioning?.plan(url)) ?? { edits: [] }
    await expect(provisioning?.apply(edits)).rejects.toMatchObject(expected)
    expect(await provisioning?.readBack(edits)).toMatchObject([
      { result: 'refused', found: 'FTP' },
      { result: 'refused', found: null },
    ])
    expect(writes(kit)).toEqual([])
  })
})

describe('a write over REST', () => {
  it('sends what differs, once, and reads both back', async () => {
    const kit = rest((path, { written }) =>
      path === `${api}/config/get` ? parameters(written > 0 ? url : '', 'HTTP') : null,
    )
    expect(await applied(kit)).toMatchObject({
      restarts: false,
      results: [{ result: 'unchanged' }, { result: 'set', found: url }],
    })
    const body = { kind: 'json', value: { data: { 'device.prov.serverName': url } } }
    expect(writes(kit)).toMatchObject([{ method: 'POST', idempotent: false, body }])
    const reads = kit.asked.filter(({ path }) => path === `${api}/config/get`)
    expect(reads[0]).toMatchObject({ method: 'POST', idempotent: true })
    expect(reads[0]?.body).toEqual({
      ...{ kind: 'json', value: { data: ['device.prov.serverType', 'device.prov.serverName'] } },
    })
  })

  it('is left out when the phone has both values', async () => {
    const kit = rest((path) => (path === `${api}/config/get` ? parameters(url, 'HTTP') : null))
    expect(await applied(kit)).toMatchObject({ restarts: false, results: both('unchanged') })
    expect(writes(kit)).toEqual([])
  })

  it.each([
    ['4000', 'value-refused'],
    ['4001', 'device-busy'],
    ['4003', 'rights-missing'],
    ['4004', 'not-available-here'],
    ['4010', 'password-change-needed'],
  ])('that is answered with %s ends with %s, and nothing is read', async (answer, code) => {
    const kit = rest((path) => (path === `${api}/config/set` ? status(answer) : null))
    await expect(applied(kit)).rejects.toMatchObject({
      code,
      facts: { address: '192.0.2.1', service: 'REST API', status: answer },
    })
    expect(kit.asked.at(-1)?.path).toBe(`${api}/config/set`)
  })

  it.each([
    [{ status: 404 }, 'interface-off'],
    [{ status: 403 }, 'sign-in-blocked'],
  ])('that is answered with %j ends with %s', async (reply, code) => {
    const kit = rest((path) => (path === `${api}/config/set` ? reply : null))
    expect(await codeOf(applied(kit))).toBe(code)
  })

  it.each([{ body: '<html>' }, { status: 500 }, { body: '{"Status":"5000"}' }, { body: '[]' }])(
    'that is answered with %j is set when it reads back so, else unknown',
    async (reply) => {
      const taken = rest((path) => (path === `${api}/config/set` ? reply : null))
      expect(await applied(taken)).toMatchObject({ restarts: false, results: both('set') })
      const lost = rest((path) =>
        path === `${api}/config/set` ? reply : path === `${api}/config/get` ? parameters('', 'FTP') : null,
      )
      expect(await applied(lost)).toMatchObject({ restarts: true, results: both('unknown') })
      expect(writes(lost)).toHaveLength(1)
    },
  )

  it('that the phone accepts and does not keep is refused', async () => {
    const kit = rest((path) => (path === `${api}/config/get` ? parameters('', 'FTP') : null))
    expect(await applied(kit)).toMatchObject({ restarts: false, results: both('refused') })
  })

  it('that cannot be read back is unknown', async () => {
    const kit = rest((path, { written }) =>
      path === `${api}/config/get` && written > 0 ? status('4010') : null,
    )
    expect(await applied(kit)).toMatchObject({ restarts: true, results: both('unknown') })
  })

  /** A phone whose reply to a request is lost in some way. */
  const losing = (at: string, problem: ProblemCode, isTaken: boolean) =>
    rest((path, { written }) => {
      if (path === `${api}/${at}` && written > 0) throw new PunchdownError(problem)
      return path === `${api}/config/get` && !isTaken ? parameters('', 'FTP') : null
    })

  it.each(['connection-lost', 'timed-out', 'http-malformed', 'unexpected-page'] as const)(
    'that ends with %s is sent once; it is set when it reads back so, else unknown',
    async (problem) => {
      const taken = losing('config/set', problem, true)
      expect(await applied(taken)).toMatchObject({ restarts: false, results: both('set') })
      const lost = losing('config/set', problem, false)
      expect(await applied(lost)).toMatchObject({ restarts: true, results: both('unknown') })
      for (const kit of [taken, lost]) expect(writes(kit)).toHaveLength(1)
    },
  )

  it.each(['unreachable', 'certificate-changed', 'sign-in-refused', 'cancelled'] as const)(
    'that ends with %s is not sent, and nothing is read',
    async (problem) => {
      const kit = losing('config/set', problem, true)
      await expect(applied(kit)).rejects.toMatchObject({ code: problem })
      expect(kit.asked.at(-1)?.path).toBe(`${api}/config/set`)
    },
  )

  it.each([
    ['connection-lost', null],
    ['certificate-changed', null],
    ['cancelled', 'cancelled'],
    ['bug', 'bug'],
  ] as const)(
    'that is accepted and whose read ends with %s is unknown, or ends so',
    async (problem, code) => {
      const kit = losing('config/get', problem, true)
      if (code !== null) return await expect(applied(kit)).rejects.toMatchObject({ code })
      expect(await applied(kit)).toMatchObject({ restarts: true, results: both('unknown') })
    },
  )

  it('without a clear reply is unknown when one of two parameters is set', async () => {
    const kit = rest((path, { written }) => {
      if (path === `${api}/config/set`) return { status: 500 }
      return path === `${api}/config/get` && written > 0 ? parameters('', 'HTTP') : null
    })
    expect(await applied(kit)).toMatchObject({ restarts: true, results: both('unknown') })
  })

  it('takes a number as the status', async () => {
    const kit = rest((path) => (path === `${api}/config/set` ? status(2000) : null))
    expect(await applied(kit)).toMatchObject({ restarts: false, results: both('set') })
  })
})

describe('a restart over REST', () => {
  it.each<[string, Reply, string | null]>([
    ['accepted', status('2000'), null],
    ['with a lost connection', { status: 0 }, null],
    ['with a garbage page', { body: '<html>' }, 'unexpected-page'],
    ['while the phone is busy', status('4001'), 'device-busy'],
  ])('%s', async (_what, reply, code) => {
    const kit = rest((path) => (path.endsWith('safeRestart') ? reply : null))
    const { actions } = await polyVvx.connect(kit)
    expect(await codeOf(actions?.restart?.())).toBe(code)
    expect(await codeOf(actions?.['fetch-now']?.())).toBe(code)
    const sent = kit.asked.filter(({ path }) => path === `${api}/safeRestart`)
    expect(sent).toHaveLength(2)
    expect(sent[0]).toMatchObject({ method: 'POST', idempotent: false, dropIsSuccess: true })
  })
})

describe('a phone describes itself over REST', () => {
  const described = async (info: object) =>
    (await polyVvx.connect(rest((path) => (path.endsWith('/device/info') ? data(info) : null)))).describe()

  it('flat', async () => {
    expect(
      await described({
        ...{ ModelNumber: 'Edge E350', FirmwareRelease: '8.6.0.1321', DeviceType: 'hardwareEndpoint' },
        ...{ MACAddress: '4825670a1b2c', UpTimeSinceLastReboot: '0 Day 2:26:00', AttachedHardware: {} },
      }),
    ).toEqual({
      ...{ vendor: 'Poly', model: 'Edge E350', firmware: '8.6.0.1321', mac: '48:25:67:0A:1B:2C' },
      ...{ serial: null, hardware: null, upFor: '0 Day 2:26:00' },
    })
  })
  it('with objects', async () => {
    expect(
      await described({
        ...{ ModelNumber: 'Trio 8800', Firmware: { Application: ' 7.2.2.1094 28-Feb-22 15:29' } },
        UpTime: { Days: '1', Hours: '2', Minutes: '3' },
      }),
    ).toMatchObject({ model: 'Trio 8800', firmware: '7.2.2.1094', mac: null, upFor: '1 Day 2:03:00' })
  })
  it('without facts', async () => {
    expect(await described({ MACAddress: 'none', ModelNumber: ' ' })).toEqual({
      ...{
        vendor: 'Poly',
        model: null,
        firmware: null,
        mac: null,
        serial: null,
        hardware: null,
        upFor: null,
      },
    })
  })
  it.each<[Reply, string]>([
    [{ body: 'no JSON' }, 'unexpected-page'],
    [data('text'), 'unexpected-page'],
    [status('5000'), 'unexpected-page'],
    [status('4001'), 'device-busy'],
  ])('%j: %s', async (reply, code) => {
    const kit = rest((path) => (path.endsWith('/device/info') ? reply : null))
    expect(await codeOf((await polyVvx.connect(kit)).describe())).toBe(code)
  })
})

describe('the settings over REST', () => {
  const held = 'https://usea.dm.sdg.teams.microsoft.com/device/mmiiaacc/0123456789/lang_en/'
  const read = async (replies: ReadonlyMap<string, Reply>) =>
    await (await polyVvx.connect(rest((path) => replies.get(path) ?? null))).read()

  it('are the parameters, the URL in use with its stage, the network and the lines', async () => {
    const settings = await read(
      new Map([
        [`${api}/device/runningConfig`, data({ Provisioning: { Server: held, User: 'x' } })],
        [`${api}/network/info`, data({ DHCPBootServerUseOption: 'Static', VLANID: '7', ZTPStatus: 1 })],
        [
          `${api}/lineInfo`,
          data([
            { RegistrationStatus: 'registered', SIPAddress: 'a@b', Label: 'A', UserID: '' },
            { RegistrationStatus: 'unregistered', SIPAddress: 'EdgeE350', Label: 'Edge E350', UserID: '' },
            { RegistrationStatus: 'unregistered', SIPAddress: 'c@d', UserID: 'c' },
          ]),
        ],
      ]),
    )
    expect(
      settings.map(({ id, page, group, label, value, isDefault, writable }) =>
        [id, page, group, label, value, isDefault, writable].join('|'),
      ),
    ).toEqual([
      `running.server|Provisioning Server|In use|Server|${held}|false|false`,
      'device.prov.serverType|Provisioning Server|Server|Server Type|FTP|true|true',
      'device.prov.serverName|Provisioning Server|Server|Server Address||true|true',
      'network.DHCPBootServerUseOption|Network|Provisioning|DHCPBootServerUseOption|Static|false|false',
      'line.1.RegistrationStatus|Lines|Line 1|RegistrationStatus|registered|false|false',
      'line.1.SIPAddress|Lines|Line 1|SIPAddress|a@b|false|false',
      'line.1.Label|Lines|Line 1|Label|A|false|false',
      'line.2.RegistrationStatus|Lines|Line 2|RegistrationStatus|unregistered|false|false',
      'line.2.SIPAddress|Lines|Line 2|SIPAddress||false|false',
      'line.2.Label|Lines|Line 2|Label|Edge E350|false|false',
      'line.3.RegistrationStatus|Lines|Line 3|RegistrationStatus|unregistered|false|false',
      'line.3.SIPAddress|Lines|Line 3|SIPAddress|c@d|false|false',
    ])
    expect(
      heldStage(
        settings.map(({ value }) => value),
        provisioningFacts,
      ),
    ).toBe('final')
  })

  it.each([status('4004'), { status: 404 }])('leave out a request that answers %j', async (reply) => {
    const paths = ['device/runningConfig', 'network/info', 'lineInfo']
    const settings = await read(new Map(paths.map((path) => [`${api}/${path}`, reply])))
    expect(settings.map(({ id }) => id)).toEqual(['device.prov.serverType', 'device.prov.serverName'])
  })

  it.each(['device/runningConfig', 'network/info', 'lineInfo'])('need a JSON reply of %s', async (path) => {
    expect(await codeOf(read(new Map([[`${api}/${path}`, { body: '<html>' }]])))).toBe('unexpected-page')
  })
})
