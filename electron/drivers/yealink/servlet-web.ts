/** The servlet interfaces of older firmware: pages with a token, and a password in RSA or in AES with a key in RSA. */
import { PunchdownError } from '#shared/errors.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { HtmlForm } from '../kit/html.ts'
import { jsonIn } from '../kit/json.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { redirectPath } from '../kit/redirect.ts'
import { siteOf } from '../kit/site.ts'
import type { SignInKey } from '../kit/strategies.ts'
import { type ServletFacts, yealinkData } from './data.ts'
import type { Page } from './page.ts'
import { accountSettings, descriptionOf, provisioningSettings } from './settings.ts'
import { fieldsOf, formOf } from './sign-in-form.ts'
import type { YealinkWeb } from './web.ts'

interface ServletWeb {
  readonly kit: Kit
  readonly facts: ServletFacts
}

interface LoadedPage {
  readonly reply: WebReply
  readonly page: Page
}

/** @throws PunchdownError unexpected-page for a device without such an interface, and the codes of `signIn` */
export async function openServletWeb(kit: Kit): Promise<YealinkWeb> {
  const found = await findInterface(kit)
  const web: ServletWeb = { kit, facts: found.facts }
  await signIn(web, found.key)
  return {
    describe: () => describe(web),
    read: () => read(web),
    values: async () => valuesIn(await provisioningForm(web)),
    write: (changes) => write(web, changes),
    restart: () => restart(web),
    fetchNow: () => fetchNow(web),
    async handsets() {
      throw new PunchdownError('capability-missing', { address: kit.address })
    },
    // no request that ends a session is published
    async signOut() {},
  }
}

async function findInterface(kit: Kit): Promise<{ facts: ServletFacts; key: SignInKey }> {
  let first: Error | null = null
  for (const facts of yealinkData.servlets) {
    const path = withRandom(facts.key.path)
    const unexpected = (reply: WebReply): Error => kit.unexpectedPage(reply, path, 'RSA')
    const reply = await kit.request({ method: 'GET', path, refusal: unexpected })
    const key = await keyIn(reply)
    if (key !== null) return { facts, key }
    first ??= unexpected(reply)
  }
  throw first ?? new PunchdownError('not-available-here', { address: kit.address })
}

const withRandom = (path: string): string => path.replace('{random}', String(Math.random()))

/**
 *   var g_rsa_n = "bd4b…"; var g_rsa_e = "010001";
 *   bd4b…,010001,0d7f1c3e5a9b2468
 */
async function keyIn({ status, body }: WebReply): Promise<SignInKey | null> {
  if (status !== 200) return null
  const triple = /^\s{0,10}([0-9a-f]{64,2048}),([0-9a-f]{1,16}),([\w-]{1,128})\s{0,10}$/i.exec(body)
  if (triple !== null) {
    const [, modulus = '', exponent = '', session = ''] = triple
    return { modulus, exponent, session }
  }
  const { variables } = await pageIn(body)
  const modulus = variables.get(yealinkData.variables.modulus)
  const exponent = variables.get(yealinkData.variables.exponent)
  return modulus === undefined || exponent === undefined ? null : { modulus, exponent, session: null }
}

/** Loads the parser on first use. */
async function pageIn(body: string): Promise<Page> {
  const { readPage } = await import('./page.ts')
  return readPage(body)
}

/**
 * Sends the password once.
 * @throws PunchdownError sign-in-refused | sign-in-blocked | password-change-needed | unexpected-page and the codes of Kit.signIn
 */
async function signIn({ kit, facts }: ServletWeb, key: SignInKey): Promise<void> {
  const { readPage } = await import('./page.ts')
  const path = withRandom(facts.signIn.path)
  await kit.signIn({
    ...{ kind: 'encrypted', key, path, form: formOf(facts.signIn), fields: fieldsOf(facts.signIn) },
    headers: { referer: `${siteOf(kit)}${path}` },
    isSignedIn(reply) {
      const page = readPage(reply.body)
      refusePasswordChange(kit, page)
      return isAccepted(kit, reply, page, path)
    },
  })
}

/**
 * Bodies of the newer interface; the older one answers with a redirect:
 *   <div id="_RES_INFO_">{"authstatus":"none"}</div>   {"authstatus":"done"}   {"authstatus":"lock","locktime":3}
 */
function isAccepted(kit: Kit, reply: WebReply, page: Page, path: string): boolean {
  const { done, locked, lockedText, wrongPassword } = yealinkData.authStatus
  const state = /"authstatus"\s{0,5}:\s{0,5}"(\w{1,20})"/.exec(reply.body)?.[1]
  if (state === done || redirectPath(reply, path, siteOf(kit)) !== null) return true
  if (state === locked || reply.body.includes(lockedText)) {
    throw new PunchdownError('sign-in-blocked', { address: kit.address })
  }
  if (state === wrongPassword || isSignInPage(page)) return false
  throw kit.unexpectedPage(reply, path, 'authstatus')
}

const isSignInPage = ({ hasUserField, passwords }: Page): boolean => hasUserField && passwords > 0

/** @throws PunchdownError password-change-needed for a page with two password fields and no field for a user */
function refusePasswordChange({ address }: Kit, { hasUserField, passwords }: Page): void {
  if (passwords > 1 && !hasUserField) throw new PunchdownError('password-change-needed', { address })
}

/**
 * Reads a page. When the session has ended, signs in again with the password that was accepted before.
 * @throws PunchdownError password-change-needed | unexpected-page, the codes of `signIn` and of Kit.request
 */
async function load(web: ServletWeb, path: string): Promise<LoadedPage> {
  const { kit } = web
  let loaded = await loadOnce(kit, path)
  if (isSignInPage(loaded.page)) {
    const keyPage = await kit.request({ method: 'GET', path: withRandom(web.facts.key.path) })
    const key = await keyIn(keyPage)
    if (key === null) throw kit.unexpectedPage(keyPage, web.facts.key.path, 'RSA')
    await signIn(web, key)
    loaded = await loadOnce(kit, path)
  }
  refusePasswordChange(kit, loaded.page)
  if (loaded.reply.status !== 200 || isSignInPage(loaded.page)) {
    throw kit.unexpectedPage(loaded.reply, path, 'status 200')
  }
  return loaded
}

async function loadOnce(kit: Kit, path: string): Promise<LoadedPage> {
  const reply = await kit.request({ method: 'GET', path })
  return { reply, page: await pageIn(reply.body) }
}

async function describe(web: ServletWeb): Promise<Description> {
  const { path } = web.facts.status
  const { reply, page } = await load(web, path)
  const { model, firmware, hardware } = yealinkData.variables
  const name = page.variables.get(model)
  if (name === undefined) throw web.kit.unexpectedPage(reply, path, model)
  return descriptionOf({
    model: name,
    firmware: firmware.map((each) => page.variables.get(each)).find((each) => each !== undefined) ?? null,
    hardware: page.variables.get(hardware) ?? null,
    mac: page.labels.get(yealinkData.labels.mac) ?? null,
    serial: page.labels.get(yealinkData.labels.serial) ?? null,
  })
}

async function read(web: ServletWeb): Promise<Setting[]> {
  const held = valuesIn(await provisioningForm(web))
  const { page } = await load(web, web.facts.status.path)
  return [
    ...provisioningSettings(held),
    ...accountSettings(accountsIn(page.variables.get(yealinkData.variables.accounts))),
  ]
}

/**
 * Accounts with their registration: 0 no, 1 registering, 2 registered.
 *   {"Account1":"1001@pbx.example:2","Account2":":0"}
 */
function accountsIn(text = ''): [string, string][][] {
  const accounts = jsonIn(text)
  if (typeof accounts !== 'object' || accounts === null) return []
  return Object.values(accounts).map((value: unknown) => {
    const account = typeof value === 'string' ? value : ''
    const colon = account.lastIndexOf(':')
    return [
      ['account', account.slice(0, Math.max(colon, 0))],
      ['status', account.slice(colon + 1)],
    ]
  })
}

interface ProvisioningForm {
  readonly fields: HtmlForm['fields']
  /** Null for a page without one. */
  readonly token: string | null
}

/** The form of the page of automatic provisioning, with the token of the page, which the scripts of the page add to the form. */
async function provisioningForm(web: ServletWeb): Promise<ProvisioningForm> {
  const { path } = web.facts.provisioning
  const { reply, page } = await load(web, path)
  const { isSent, readHtml } = await import('../kit/html.ts')
  const names = yealinkData.provisioning.map(({ name }) => name)
  const form = readHtml(reply.body).forms.find(({ fields }) =>
    fields.some(({ name }) => names.includes(name)),
  )
  if (form === undefined) throw web.kit.unexpectedPage(reply, path, names.join(', '))
  // a page encrypts its passwords, and may show a mask in their place
  const fields = form.fields.filter((field) => isSent(field) && field.type !== 'password')
  return { fields, token: page.variables.get(yealinkData.variables.token) ?? null }
}

const valuesIn = ({ fields }: ProvisioningForm): ReadonlyMap<string, string> =>
  new Map(fields.map(({ name, value }) => [name, value]))

/** Sends the whole form, as its page does. */
async function write(web: ServletWeb, changes: readonly (readonly [string, string])[]): Promise<boolean> {
  const form = await provisioningForm(web)
  const after = new Map(changes)
  const fields = [
    ...form.fields.map(({ name, value }) => [name, after.get(name) ?? value] as const),
    ...(form.token === null ? [] : [['token', form.token] as const]),
  ]
  const { path } = web.facts.write
  const headers = { referer: `${siteOf(web.kit)}${web.facts.provisioning.path}` }
  const reply = await web.kit.request({
    ...{ method: 'POST', path, headers, idempotent: false, body: { kind: 'form', fields } },
  })
  return (
    [301, 302, 303].includes(reply.status) ||
    (reply.status === 200 && !isSignInPage(await pageIn(reply.body)))
  )
}

async function fetchNow(web: ServletWeb): Promise<void> {
  const { path: known } = web.facts.fetchNow
  if (known === null) return await restart(web)
  // renews the session, because this request is not repeated
  await load(web, web.facts.provisioning.path)
  const path = withRandom(known)
  const reply = await web.kit.request({ method: 'GET', path, idempotent: false })
  if (reply.status !== 200 || isSignInPage(await pageIn(reply.body))) {
    throw web.kit.unexpectedPage(reply, path, 'data')
  }
}

async function restart(web: ServletWeb): Promise<void> {
  const { page } = await load(web, web.facts.upgrade.path)
  const token = page.variables.get(yealinkData.variables.token) ?? ''
  const path = withRandom(web.facts.restart.path).replace('{token}', encodeURIComponent(token))
  const reply = await web.kit.request({ method: 'GET', path, idempotent: false, dropIsSuccess: true })
  if (reply.status === 0) return
  if (reply.status !== 200 || isSignInPage(await pageIn(reply.body))) {
    throw web.kit.unexpectedPage(reply, path, 'status 200')
  }
}
