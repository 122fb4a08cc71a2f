/** Session with an ATA 191 or 192 over its web pages, which name the session in each path. */
import { PunchdownError } from '#shared/errors.ts'
import type { AdapterPort, Description } from '#shared/model/settings.ts'
import type { Session } from '../driver.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { ciscoData } from './data.ts'
import type { Page } from './page.ts'
import { provisioningOf, type SettingsPage } from './provisioning.ts'
import { pageIn, refusePasswordChange, targetOf } from './replies.ts'
import { descriptionIn, fieldOf, settingsIn } from './settings.ts'

/** A signed-in adapter. Its session ends when it restarts. */
interface Adapter {
  readonly kit: Kit
  session: string
}

interface LoadedPage {
  readonly reply: WebReply
  readonly page: Page
}

export async function openAta(kit: Kit): Promise<Session> {
  const adapter: Adapter = { kit, session: await signIn(kit) }
  const settings = (): Promise<Page> => voicePage(adapter)
  await settings()
  const page: SettingsPage = {
    read: settings,
    submit: (from, fields) => submit(adapter, from, fields),
  }
  return {
    describe: () => describe(adapter),
    read: async () => settingsIn(await settings(), ciscoData.ata.sections),
    provisioning: provisioningOf(kit, page, ciscoData.ata.provenance),
    ports: { list: async () => portsIn(await settings()) },
    // an adapter fetches its configuration when it starts
    actions: { restart: () => restart(adapter), 'fetch-now': () => restart(adapter) },
    async [Symbol.asyncDispose]() {},
  }
}

/**
 * Sends the form, once, and returns the id of the session. A refusal is a blank page or the form again.
 *   <form name="voice" method="post" action="apply.cgi;session_id=2f48c52efff83f2d2016edba017725d0">
 * @throws PunchdownError sign-in-refused | password-change-needed | unexpected-page and the codes of Kit.signIn
 */
async function signIn(kit: Kit): Promise<string> {
  const { path, userField, passwordField } = ciscoData.ata.signIn
  const first = await pageIn(await kit.request({ method: 'GET', path }))
  refusePasswordChange(kit, first)
  const { readPage } = await import('./page.ts')
  const found: string[] = []
  await kit.signIn({
    ...{ kind: 'form', page: path, userField, passwordField },
    isSignedIn(reply) {
      const page = readPage(reply.body)
      refusePasswordChange(kit, page)
      const session = sessionIn(page)
      if (session !== null) found.push(session)
      else if (!isRefusal(reply, page)) throw kit.unexpectedPage(reply, path, ciscoData.ata.signIn.session)
      return session !== null
    },
  })
  return found[0] ?? ''
}

/** Value of `;session_id=…` in the action of a form; null without one. */
function sessionIn({ actions }: Page): string | null {
  const mark = `;${ciscoData.ata.signIn.session}=`
  for (const action of actions) {
    const [, rest = ''] = action?.split(mark) ?? []
    const session = /^[\w-]{1,128}/.exec(rest)?.[0]
    if (session !== undefined) return session
  }
  return null
}

const isRefusal = ({ status, body }: WebReply, page: Page): boolean =>
  [401, 403].includes(status) || isSignInPage(page) || body.replaceAll(/<[^<>]*>/g, '').trim() === ''

const isSignInPage = ({ passwords }: Page): boolean => passwords.includes(ciscoData.ata.signIn.passwordField)

/** `/admin/voice/` → `/admin/voice/;session_id=2f48…` */
const inSession = (path: string, session: string): string =>
  path.includes(`;${ciscoData.ata.signIn.session}=`)
    ? path
    : `${path};${ciscoData.ata.signIn.session}=${session}`

/**
 * Reads a page. When the session has ended, signs in again with the password that was accepted before.
 * @throws PunchdownError password-change-needed | unexpected-page, the codes of `signIn` and of Kit.request
 */
async function load(adapter: Adapter, path: string): Promise<LoadedPage> {
  const { kit } = adapter
  let loaded = await loadOnce(adapter, path)
  if (isSignInPage(loaded.page)) {
    adapter.session = await signIn(kit)
    loaded = await loadOnce(adapter, path)
  }
  refusePasswordChange(kit, loaded.page)
  return loaded
}

async function loadOnce({ kit, session }: Adapter, path: string): Promise<LoadedPage> {
  const reply = await kit.request({ method: 'GET', path: inSession(path, session) })
  return { reply, page: await pageIn(reply) }
}

async function voicePage(adapter: Adapter): Promise<Page> {
  const { path } = ciscoData.ata.page
  const { reply, page } = await load(adapter, path)
  if (reply.status !== 200 || page.fields.length === 0 || isSignInPage(page)) {
    throw adapter.kit.unexpectedPage(reply, path, 'Profile Rule')
  }
  return page
}

async function submit(
  { kit, session }: Adapter,
  { actions }: Page,
  fields: readonly (readonly [string, string])[],
): Promise<boolean> {
  const from = ciscoData.ata.page.path
  const path = targetOf(actions[0] ?? '', from)
  if (path === null) throw new PunchdownError('value-refused', { address: kit.address })
  const reply = await kit.request({
    ...{ method: 'POST', path: inSession(path, session), idempotent: false, body: { kind: 'form', fields } },
  })
  return reply.status === 200 && !isSignInPage(await pageIn(reply))
}

async function describe(adapter: Adapter): Promise<Description> {
  const { path } = ciscoData.ata.status
  const { reply, page } = await load(adapter, path)
  const description = reply.status === 200 ? descriptionIn(page, ciscoData.ata.identity) : null
  if (description === null) throw adapter.kit.unexpectedPage(reply, path, ciscoData.ata.identity.model)
  return description
}

/** Rows are `Line 1 Registration State`, or `Registration State` in a section of the line. */
function portsIn(page: Page): AdapterPort[] {
  const { count, section, registration, identity, registered, notRegistered } = ciscoData.ata.ports
  return Array.from({ length: count }, (_, index) => {
    const port = index + 1
    const line = section.replace('{port}', String(port))
    const state = page.rows.find(
      (row) =>
        row.label === `${line} ${registration}` ||
        (row.label === registration && (row.section === line || row.section.startsWith(`${line} `))),
    )?.text
    const user = fieldOf(page, { section: line, label: identity })
    return {
      ...{ port, state: state ?? '', identity: user === null || user.value === '' ? null : user.value },
      registration:
        state === registered ? 'registered' : state === notRegistered ? 'not-registered' : 'not-known',
    }
  })
}

/** The session of the adapter is a field of the form. */
async function restart(adapter: Adapter): Promise<void> {
  await voicePage(adapter)
  const { kit, session } = adapter
  const { path, fields } = ciscoData.ata.restart
  const named = fields.map(({ name, value }) => [name, value === '{session}' ? session : value] as const)
  const reply = await kit.request({
    ...{ method: 'POST', path: inSession(path, session), idempotent: false, dropIsSuccess: true },
    body: { kind: 'form', fields: named },
  })
  if (reply.status === 0) return
  if (reply.status !== 200 || isSignInPage(await pageIn(reply))) {
    throw kit.unexpectedPage(reply, path, 'status 200')
  }
}
