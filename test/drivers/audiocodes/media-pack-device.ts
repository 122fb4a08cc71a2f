/** An MP-118 as its replies, for tests of the driver. */
import { audiocodesMediaPack } from '#electron/drivers/audiocodes/driver.ts'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { type FakeKit, fakeKit } from '../fake-kit.ts'

export const url = 'http://192.0.2.1/mac.ini'

export const parameterPage =
  '<form method="post" action="/xf"><input type="hidden" name="xt" value="t&amp;1"><input name="xn"><input type="text" name="xv"><input type="submit" value="Apply New Value"></form>'

const page = (body: string) => `<TITLE>AudioCodes</TITLE>${body}`
const pages = new Map([
  ['GET /AdminPage', page('<a href="xp"> INI Parameters </a>')],
  ['GET /xp', parameterPage],
  ['GET /', page('<a href="/xc">Configuration File</a><a href="/xm">Maintenance Actions</a>')],
  ['GET /xc', page('<a href="/xs">Save INI File</a>')],
  [
    'GET /xm',
    page(
      '<form method="post" action="/xb"><input type="submit" name="a" value="Burn"></form><form method="post" action="/xr"><input type="hidden" name="h" value="1"><input type="submit" name="a" value="Reset"></form>',
    ),
  ],
])

export interface AdapterOptions {
  /** Replies that replace those of the adapter, by method and path. */
  readonly replies?: Readonly<Record<string, Partial<WebReply> | Error>>
  readonly held?: string
  readonly keeps?: boolean
}

export function adapter({ replies = {}, held = '', keeps = true }: AdapterOptions = {}): FakeKit {
  const given = new Map(Object.entries(replies))
  let value = held
  return fakeKit(({ method, path, body }: WebRequest) => {
    const key = `${method} ${path}`
    const reply = given.get(key)
    if (key === 'POST /xf' && keeps && body?.kind === 'form') value = new Map(body.fields).get('xv') ?? ''
    if (reply instanceof Error) throw reply
    if (reply !== undefined) return reply
    if (path === '/xs') {
      const head = ';Board: MP-118 FXS\r\n;Serial Number: 5177624\r\n;Software Version: 6.60A.367.005\r\n'
      return { body: `${head}IniFileURL = '${value}'\r\nAuthentication 7 = "user8", "pw"\r\n` }
    }
    return { body: pages.get(key) ?? '<p>OK' }
  })
}

export async function planned(kit: FakeKit, wanted = url) {
  const { provisioning } = await audiocodesMediaPack.connect(kit)
  if (provisioning === undefined) throw new Error('no provisioning')
  return { plan: await provisioning.plan(wanted), provisioning }
}

export async function applied(kit: FakeKit) {
  const { plan, provisioning } = await planned(kit)
  return provisioning.apply(plan.edits)
}
