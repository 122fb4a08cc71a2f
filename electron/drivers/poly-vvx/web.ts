/** The web pages of a phone, for one whose REST API is off or refuses the account. */
import { PunchdownError } from '#shared/errors.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { siteOf } from '../kit/site.ts'
import { vvxData } from './data.ts'
import type { Phone } from './phone.ts'
import { macOrNull, textOrNull } from './rest.ts'
import { parameterSettings } from './settings.ts'
import type { PageField } from './web-pages.ts'

/**
 * Signs in, once.
 * @throws PunchdownError sign-in-refused | password-change-needed | unexpected-page and the codes of Kit.request
 */
export async function openWeb(kit: Kit): Promise<Phone> {
  const { readLogin } = await import('./web-pages.ts')
  const script = await kit.request({ method: 'GET', path: vvxData.web.login.path })
  const login = script.status === 200 ? readLogin(script.body) : null
  if (login === null) throw kit.unexpectedPage(script, vvxData.web.login.path, 'url: ….htm')
  const { meta, header } = vvxData.web.index
  await kit.signIn({
    ...{ kind: 'basic', request: login, cookie: vvxData.web.login.cookie, csrf: { header, from: { meta } } },
    isSignedIn: ({ status, body }) =>
      status === 200 && !vvxData.web.login.refused.some((word) => body.includes(word)),
  })
  await page(kit, vvxData.web.index.path)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    values: (names) => valuesOf(kit, names),
    write: (values) => write(kit, values),
    restart: () => restart(kit),
  }
}

/** Values of those parameters that the page has. */
async function valuesOf(kit: Kit, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>()
  for (const [name, { value }] of await fields(kit)) if (names.includes(name)) values.set(name, value)
  return values
}

/** @throws PunchdownError sign-in-refused | password-change-needed | unexpected-page and the codes of Kit.request */
async function page(kit: Kit, path: string): Promise<WebReply> {
  const reply = await kit.request({ method: 'GET', path })
  const { address } = kit
  if (vvxData.web.login.refused.includes(reply.body.trim()))
    throw new PunchdownError('sign-in-refused', { address })
  if (reply.status === 200 && reply.body.includes(`name="${vvxData.web.passwordChange.field}"`)) {
    throw new PunchdownError('password-change-needed', { address })
  }
  if (reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
  return reply
}

/** Fields of the provisioning page by parameter. @throws PunchdownError the codes of `page` */
async function fields(kit: Kit): Promise<ReadonlyMap<string, PageField>> {
  const { path } = vvxData.web.provisioning
  const reply = await page(kit, path)
  const { readFields } = await import('./web-pages.ts')
  const found = readFields(reply.body)
  if (found.size === 0) throw kit.unexpectedPage(reply, path, 'paramName')
  return found
}

/** Sends the form with the numbers that the page has now. */
async function write(kit: Kit, values: readonly (readonly [string, string])[]): Promise<boolean> {
  const now = await fields(kit)
  const named = values.map(([name, value]) => {
    const field = now.get(name)
    if (field === undefined) throw new PunchdownError('setting-missing', { setting: name })
    return [field.name, value] as const
  })
  const body = { kind: 'form', fields: named } as const
  const reply = await post(kit, vvxData.web.submit.path, { body })
  return reply.status === 200 && reply.body.includes(vvxData.web.submit.accepted)
}

const post = (
  kit: Kit,
  path: string,
  more: Pick<Parameters<Kit['request']>[0], 'body' | 'dropIsSuccess'>,
): Promise<WebReply> =>
  kit.request({
    method: 'POST',
    path,
    idempotent: false,
    headers: { referer: `${siteOf(kit)}${vvxData.web.index.path}` },
    ...more,
  })

async function restart(kit: Kit): Promise<void> {
  const { path } = vvxData.web.restart
  const reply = await post(kit, path, { dropIsSuccess: true })
  if (reply.status !== 0 && reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
}

async function read(kit: Kit): Promise<Setting[]> {
  const found = [...(await fields(kit))].map(([name, { value }]) => [name, { Value: value }] as const)
  return parameterSettings(new Map(found))
}

async function describe(kit: Kit): Promise<Description> {
  const { path } = vvxData.web.home
  const reply = await page(kit, path)
  const { readHome } = await import('./web-pages.ts')
  const { model, firmware, mac, part } = readHome(reply.body)
  if (model === null && firmware === null) throw kit.unexpectedPage(reply, path, 'model and version')
  return {
    ...{ vendor: vvxData.vendor, model, firmware, serial: null, upFor: null },
    ...{ mac: macOrNull(mac ?? ''), hardware: textOrNull(part ?? '') },
  }
}
