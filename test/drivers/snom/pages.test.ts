/** What the Snom driver reads: the update page, the title, the export of the settings. */
import { describe, expect, it } from 'vitest'
import { snom } from '#electron/drivers/snom/driver.ts'
import { readSettingsFile } from '#electron/drivers/snom/settings-file.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Identity } from '#shared/model/identity.ts'
import { codeOf, forbidden, phone, phoneKit, updatePage } from './phone.ts'

describe('an update page', () => {
  const open = (reply: object) => codeOf(snom.connect(phoneKit(() => reply)))
  const passwords = '<input type="password" name="a"><input type="password" name="b">'

  it.each<[string, object, string | null]>([
    ['as it should be', { body: updatePage() }, null],
    ['with passwords beside the URL', { body: updatePage({ more: passwords }) }, null],
    ['that asks for a new password', { body: `<form>${passwords}</form>` }, 'password-change-needed'],
    ['with a sign-in form', { body: '<form><input type="password" name="a"></form>' }, 'unexpected-page'],
    ['without the URL', { body: updatePage().replace('setting_server', 'other') }, 'unexpected-page'],
    ['with another status', { status: 404, body: updatePage() }, 'unexpected-page'],
    [
      'whose form leads away',
      { body: updatePage().replace('"advanced_update', '"http://192.0.2.7/') },
      'unexpected-page',
    ],
    ['of a phone that insists on HTTPS', forbidden, 'interface-off'],
  ])('%s: %j', async (_what, reply, code) => {
    expect(await open(reply)).toBe(code)
  })

  it('that is refused with a challenge is no switched-off interface', async () => {
    const challenged = { ...forbidden, headers: { 'www-authenticate': 'Basic realm="snom"' } }
    expect(await open(challenged)).toBe('unexpected-page')
  })

  it('is asked for again by each operation', async () => {
    const kit = phone()
    const session = await snom.connect(kit)
    await session.provisioning?.readBack([])
    expect(kit.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /advanced_update.htm',
      'GET /advanced_update.htm',
    ])
  })
})

describe('a description', () => {
  const described = async (update: string, home: object = { body: '<title>snom D717</title>' }) => {
    const kit = phoneKit(({ path }) => (path === '/' ? home : { body: updatePage({ title: update }) }))
    const session = await snom.connect(kit)
    return { description: session.describe(), kit }
  }

  it('has the model of the title, and no other fact', async () => {
    const { description, kit } = await described('snom D735')
    expect(await description).toEqual({
      ...{ vendor: 'Snom', model: 'D735', firmware: null, mac: null, serial: null },
      ...{ hardware: null, upFor: null },
    })
    expect(kit.asked.some(({ path }) => path === '/')).toBe(false)
  })

  it.each([
    ['snomD735-922D24', 'D735'],
    ['snom d717', 'D717'],
    // the first page names it
    ['Update', 'D717'],
    ['D735', 'D717'],
    ['snom 320', 'D717'],
  ])('for the title %j has %s', async (title, model) => {
    expect(await (await described(title)).description).toMatchObject({ model })
  })

  it.each([
    [{ body: '<title>Reception</title>' }, null],
    [{ body: '<p>' }, null],
  ])('without a model in a title has none: %j', async (home, model) => {
    expect(await (await described('Reception', home)).description).toMatchObject({ model })
  })

  it('fails for a first page that does not come', async () => {
    expect(await codeOf((await described('Reception', { status: 500 })).description)).toBe('unexpected-page')
  })
})

describe('the settings', () => {
  const read = async (page: string, file: object) => {
    const kit = phoneKit(({ path }) => (path === '/settings.xml' ? file : { body: page }))
    return (await snom.connect(kit)).read()
  }
  const more = `<input type="password" name="http_client_pin" value="hush"><input name="http_client_pass" value="hush">
    <input type="checkbox" name="off" value="x"><input type="radio" name="on" value="y" checked><input name="setting_server" value="later">`

  it('are the fields of the page; passwords, hidden fields and buttons are left out', async () => {
    const settings = await read(updatePage({ tag: 't', server: '/a', more }), { status: 404 })
    expect(settings.map(({ id, label, value }) => [id, label, value])).toEqual([
      ['update_policy', 'Update Policy', 'ask'],
      ['setting_server', 'Setting URL', '/a'],
      ['http_client_pin', 'http_client_pin', null],
      ['http_client_pass', 'http_client_pass', null],
      ['on', 'on', 'y'],
    ])
    const rest = settings.map(
      ({ page, group, writable, isDefault }) => `${page} ${group} ${writable} ${isDefault}`,
    )
    expect(new Set(rest)).toEqual(new Set(['Setup > Advanced Update true false']))
  })

  it('have those of the export that the page does not have', async () => {
    const file = `<settings><phone-settings><setting_server perm="RW">/b</setting_server><pnp_server perm="">/pnp</pnp_server>
      <http_pass perm="">hush</http_pass><tr369_enable>on</tr369_enable></phone-settings></settings>`
    const settings = await read(updatePage({ server: '/a' }), { body: file })
    expect(settings.map(({ id, page, value, writable }) => [id, page, value, writable])).toEqual([
      ['update_policy', 'Setup > Advanced', 'ask', true],
      ['setting_server', 'Setup > Advanced', '/a', true],
      ['pnp_server', '/settings.xml', '/pnp', false],
      ['tr369_enable', '/settings.xml', 'on', false],
    ])
  })

  it.each([
    forbidden,
    {
      status: 404,
      body: '<settings><phone-settings><pnp_server>/a</pnp_server></phone-settings></settings>',
    },
  ])('are those of the page alone after the reply %j to the export', async (file) => {
    expect((await read(updatePage(), file)).map(({ id }) => id)).toEqual(['update_policy', 'setting_server'])
  })

  it('fail when the export is not answered', async () => {
    const kit = phoneKit(({ path }) => {
      if (path === '/settings.xml') throw new PunchdownError('timed-out')
      return { body: updatePage() }
    })
    expect(await codeOf((await snom.connect(kit)).read())).toBe('timed-out')
  })
})

describe('an export', () => {
  it.each<[string, string, [string, string][]]>([
    [
      'with attributes and blanks',
      '<?xml version="1.0"?><settings><phone-settings e="2"><a perm="RW"> 1 </a><b/></phone-settings></settings>',
      [
        ['a', '1'],
        ['b', ''],
      ],
    ],
    [
      'with the same setting again',
      '<settings><phone-settings><a>1</a><a>2</a></phone-settings></settings>',
      [['a', '1']],
    ],
    [
      'with an index',
      '<settings><phone-settings><a idx="1">1</a><b>2</b></phone-settings></settings>',
      [['b', '2']],
    ],
    ['with other sections', '<settings><functionKeys><a>1</a></functionKeys></settings>', []],
    [
      'with deeper elements',
      '<settings><phone-settings><a><b>1</b></a></phone-settings></settings>',
      [['a', '1']],
    ],
    ['of another kind', '<html><phone-settings><a>1</a></phone-settings></html>', []],
    ['that is empty', '', []],
  ])('%s', (_what, xml, values) => {
    expect([...readSettingsFile(xml)]).toEqual(values)
  })
})

describe('a plan', () => {
  const planned = async (page: string, wanted: string) => {
    const { provisioning } = await snom.connect(phoneKit(() => ({ body: page })))
    return provisioning?.plan(wanted)
  }

  it('has an edit for each field, with its source', async () => {
    const plan = await planned(updatePage({ server: '/a' }), 'http://192.0.2.1')
    const row = { page: 'Setup > Advanced', group: 'Update', secret: false }
    expect(plan).toMatchObject({
      after: 'at-next-start',
      provenance: { confidence: 'documented' },
      edits: [
        { ...row, id: 'setting_server', label: 'Setting URL', before: '/a', after: 'http://192.0.2.1' },
        { ...row, id: 'update_policy', label: 'Update Policy', before: 'ask', after: 'auto_update' },
      ],
    })
    expect(plan?.edits.map(({ provenance }) => provenance?.confidence)).toEqual(['documented', 'documented'])
  })

  it('leaves out the policy of a page without it', async () => {
    const plan = await planned(updatePage({ policy: null }), 'http://192.0.2.1')
    expect(plan?.edits.map(({ id }) => id)).toEqual(['setting_server'])
  })

  it.each(['', 'ftp://192.0.2.1', 'http://', 'http:///a', 'http://192.0.2.1/a b', ' http://192.0.2.1'])(
    'for %j is not allowed',
    async (wanted) => {
      await expect(planned(updatePage(), wanted)).rejects.toMatchObject({
        code: 'url-not-allowed',
        facts: { url: wanted },
      })
    },
  )

  it('whose field has gone ends with setting-missing before a write', async () => {
    const full = await planned(updatePage(), 'http://192.0.2.1')
    const kit = phone({ policy: null })
    const { provisioning } = await snom.connect(kit)
    await expect(provisioning?.apply(full?.edits ?? [])).rejects.toMatchObject({
      code: 'setting-missing',
      facts: { setting: 'Update Policy', group: 'Update', page: 'Setup > Advanced' },
    })
    expect(await provisioning?.readBack(full?.edits ?? [])).toMatchObject([
      { result: 'refused', found: '' },
      { result: 'refused', found: null },
    ])
    expect(kit.asked.every(({ path }) => path === '/advanced_update.htm')).toBe(true)
  })
})

describe('which devices it takes', () => {
  const identity = (vendor: string | null, model: string | null): Identity => ({
    ...{ vendor, model, firmware: null, mac: null, serial: null, kind: null },
    ...{ level: 'exact', evidence: [], contradictions: [] },
  })
  it.each([
    ['Snom', 'D735', true],
    ['snom', 'snomD717', true],
    ['Snom', 'Snom D735', true],
    ['Snom', 'D865', false],
    ['Snom', 'M700', false],
    ['Snom', 'D7350', false],
    ['Snom', '', false],
    ['Snom', null, false],
    [null, 'D735', false],
    ['Another', 'D735', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    expect(snom.recognise(identity(vendor, model), [])).toBe(takes)
    expect(snom.capabilitiesOf(identity(vendor, model))).toEqual(['provisioning', 'restart', 'fetch-now'])
  })

  it('have the URL without a suffix', () => {
    expect(snom.provisioningSuffix?.template).toBe('')
    expect(snom.provenance.confidence).toBe('documented')
  })
})
