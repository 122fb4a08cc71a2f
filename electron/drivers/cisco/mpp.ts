/** Session with a multiplatform phone over its page for the administrator. */
import { PunchdownError } from '#shared/errors.ts'
import type { Description } from '#shared/model/settings.ts'
import type { Session } from '../driver.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { ciscoData } from './data.ts'
import type { Page } from './page.ts'
import { provisioningOf, type SettingsPage } from './provisioning.ts'
import { pageIn, refusePasswordChange, targetOf } from './replies.ts'
import { descriptionIn, fieldOf, settingsIn } from './settings.ts'

/** Reads the page once, which needs the sign-in of the administrator where one is set. */
export async function openMpp(kit: Kit): Promise<Session> {
  const read = async (): Promise<Page> => (await load(kit)).page
  await read()
  const page: SettingsPage = {
    read,
    submit: (from, fields) => submit(kit, from, fields),
  }
  return {
    describe: () => describe(kit),
    read: async () => settingsIn(await read(), ciscoData.mpp.sections),
    provisioning: provisioningOf(kit, page, ciscoData.mpp.provenance),
    actions: {
      restart: () => directAction(kit, ciscoData.mpp.restart.path),
      'fetch-now': () => fetchNow(kit),
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** @throws PunchdownError interface-off | password-change-needed | unexpected-page and the codes of Kit.request */
async function load(kit: Kit): Promise<{ readonly reply: WebReply; readonly page: Page }> {
  const { path } = ciscoData.mpp.page
  const reply = await kit.request({ method: 'GET', path })
  if (reply.status === 404) throw interfaceOff(kit, ciscoData.mpp.webAdmin.service)
  const page = await pageIn(reply)
  refusePasswordChange(kit, page)
  if (reply.status !== 200 || page.fields.length === 0) throw kit.unexpectedPage(reply, path, 'Profile Rule')
  return { reply, page }
}

const interfaceOff = ({ address }: Kit, service: string): PunchdownError =>
  new PunchdownError('interface-off', { address, service })

async function submit(
  kit: Kit,
  page: Page,
  fields: readonly (readonly [string, string])[],
): Promise<boolean> {
  const action = page.actions[0] ?? ciscoData.mpp.submit.action
  const path = targetOf(action, ciscoData.mpp.page.path)
  if (path === null) throw new PunchdownError('value-refused', { address: kit.address })
  const { status } = await kit.request({
    ...{ method: 'POST', path, idempotent: false, body: { kind: 'form', fields } },
  })
  return status === 200
}

async function describe(kit: Kit): Promise<Description> {
  const { reply, page } = await load(kit)
  const description = descriptionIn(page, ciscoData.mpp.identity)
  if (description !== null) return description
  throw kit.unexpectedPage(reply, ciscoData.mpp.page.path, ciscoData.mpp.identity.model)
}

/** The phone fetches from the URL of the action, once; that is its Profile Rule. */
async function fetchNow(kit: Kit): Promise<void> {
  const wanted = ciscoData.provisioning.find(({ value }) => value === '{url}')
  const rule = wanted === undefined ? '' : (fieldOf((await load(kit)).page, wanted)?.value ?? '')
  const url = rule.replaceAll(/[^!-~]/g, encodeURIComponent)
  await directAction(
    kit,
    ciscoData.mpp.fetchNow.path.replace('{url}', () => url),
  )
}

/** @throws PunchdownError interface-off | unexpected-page and the codes of Kit.request */
async function directAction(kit: Kit, path: string): Promise<void> {
  const isOff = ({ status }: WebReply): boolean => status === 403 || status === 404
  const off = interfaceOff(kit, ciscoData.mpp.directActions.service)
  const reply = await kit.request({
    ...{ method: 'GET', path, idempotent: false, dropIsSuccess: true },
    refusal: (refused) => (isOff(refused) ? off : null),
  })
  if (isOff(reply)) throw off
  if (reply.status !== 0 && reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
}
