/** An AudioCodes phone as its replies, for tests of the driver. */
import { audiocodesPhone } from '#electron/drivers/audiocodes/driver.ts'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { type FakeKit, fakeKit } from '../fake-kit.ts'

export const url = 'http://192.0.2.1/lang_de?a=1&b=2'

export const signInPage =
  '<html><title>Web Login</title><form method="post" action="/login.cgi"><input name="user"><input type="password" name="psw"></form>'
export const infoPage =
  '<table><tr><td>Model</td><td>C450HD</td></tr><tr><td>Firmware Version</td><td>UC_3.4.8.808.1</td></tr><tr><td>Serial No.</td><td>GT12</td><td>GT13</td></tr></table>'
export const filePage = "<script>var url='/configuration/C450HD_00908f123456.cfg';</script>"
const status =
  '<?xml version="1.0"?><Status><HookState>OnHook</HookState><Line><SipStatus>Registered</SipStatus><Dnd>0</Dnd></Line><Line><SipStatus/></Line></Status>'

/** Fields as a page has them: a method by radio buttons, an hour that somebody has changed, a button. */
export const formPage = `<form><input name="other"></form><form method="post">
  <input type="radio" name="ASU_METHOD" value="0"><input type="radio" name="ASU_METHOD" value="1" checked>
  <input name="CFG_URL" value="http://192.0.2.7/old"><input name="FW_URL" value="http://192.0.2.7/fw"><input name="NOW_CFG" value="1">
  <select name="ASU_HOURS"><option value="24">a<option value="12" selected>b</select><input name="hidden" type="hidden" value="h">
  <input type="submit" name="go"></form>`

export interface PhoneOptions {
  /** Replies that replace those of the phone, by method and path. */
  readonly replies?: Readonly<Record<string, Partial<WebReply> | Error>>
  readonly cfg?: ReadonlyMap<string, string>
  /** Whether the phone keeps what is written. */
  readonly keeps?: boolean
}

const usual = new Map([
  ['GET /mainform.cgi/info.htm', infoPage],
  ['GET /mainform.cgi?go=manu_config.htm', filePage],
  ['GET /voip_status.cgi', status],
  ['GET /mainform.cgi/Auto_Provision.htm', formPage],
])

export function phone({ replies = {}, cfg, keeps = true }: PhoneOptions = {}): FakeKit {
  const given = new Map(Object.entries(replies))
  const values = new Map(
    cfg ?? [
      ['provisioning/method', 'DYNAMIC'],
      ['provisioning/configuration/url', ''],
      ['provisioning/http_auth/password', 'hush'],
      ['system/user_name', 'admin'],
      ['voip/line/0/auth_password', 'hush'],
    ],
  )
  return fakeKit((request: WebRequest) => {
    const key = `${request.method} ${request.path}`
    const reply = given.get(key)
    if (key === 'POST /mainform.cgi/Auto_Provision.htm' && keeps && request.body?.kind === 'form') {
      const fields = new Map(request.body.fields)
      values.set('provisioning/configuration/url', fields.get('CFG_URL') ?? '')
      values.set(
        'provisioning/method',
        ['DISABLE', 'DYNAMIC', 'STATIC'][Number(fields.get('ASU_METHOD'))] ?? '',
      )
    }
    if (reply instanceof Error) throw reply
    if (reply !== undefined) return reply
    if (request.path.endsWith('.cfg')) {
      return { body: [...values].map(([name, value]) => `${name}=${value}\r\n`).join('') }
    }
    return { body: usual.get(key) ?? '<html>OK</html>' }
  })
}

export async function planned(kit: FakeKit, wanted = url) {
  const { provisioning } = await audiocodesPhone.connect(kit)
  if (provisioning === undefined) throw new Error('no provisioning')
  return { plan: await provisioning.plan(wanted), provisioning }
}

export async function applied(kit: FakeKit) {
  const { plan, provisioning } = await planned(kit)
  return provisioning.apply(plan.edits)
}

export const codeOf = (promise: Promise<unknown> | undefined): Promise<string | null> =>
  (promise ?? Promise.reject(new Error('no such capability'))).then(
    () => null,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )

export const writesOf = ({ asked }: FakeKit): WebRequest[] => asked.filter(({ method }) => method !== 'GET')
