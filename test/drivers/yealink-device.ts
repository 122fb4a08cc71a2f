/** A Yealink device as its replies, for tests of the drivers: the JSON interface and the servlet pages. */
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import type { EncryptedSignIn } from '#electron/drivers/kit/strategies.ts'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { EditResult } from '#shared/model/settings.ts'
import { type FakeKit, fakeKit } from './fake-kit.ts'

export const url = 'http://192.0.2.1/lang_de'

type Reply = Partial<WebReply>
export type Answer = (request: WebRequest) => Reply

export interface SignInKit extends FakeKit {
  /** Sign-ins as the driver has named them. */
  readonly signIns: EncryptedSignIn[]
}

/** A kit whose encrypted sign-in gets a reply, as the kit performs it. */
export function kitWith(answer: Answer, signedIn: Reply): SignInKit {
  const kit = fakeKit(answer)
  const signIns: EncryptedSignIn[] = []
  return {
    ...{ ...kit, signIns },
    async signIn(strategy) {
      if (strategy.kind !== 'encrypted') throw new Error('another sign-in')
      signIns.push(strategy)
      if (!strategy.isSignedIn({ status: 200, headers: {}, body: '', ...signedIn })) {
        throw new PunchdownError('sign-in-refused', {})
      }
    },
  }
}

export const codeOf = (promise: Promise<unknown> | undefined): Promise<string | null> =>
  (promise ?? Promise.reject(new Error('no such capability'))).then(
    () => null,
    (error: unknown) => toProblem(error).code,
  )

export const told = (results: readonly EditResult[] = []) => results.map(({ result }) => result)

export const ok = (data: unknown): Reply => ({ body: JSON.stringify({ ret: 'ok', data }) })
export const failed = (error: object = {}, status = 200): Reply => ({
  ...{ status, body: JSON.stringify({ ret: 'failed', data: false, error }) },
})
export const signedIn = ok(true)

/** Value of a request with a JSON body. */
export const sentIn = ({ body }: WebRequest): unknown => (body?.kind === 'json' ? body.value : null)

const wui = {
  wui: {
    common: { token: 'a1b2' },
    device: { phoneName: 'SIP-T46U', firmware: '108.86.0.20', mac: '805ec00a1b2c' },
  },
}
const status = {
  system: { version: { firmware: '108.86.5.1', hardware: '108.1.0.0.3.1.0' } },
  network: { common: { mac: '80:5E:C0:0A:1B:2C', machineid: '3100120010000001' } },
}
const account = { id: 1, userName: '1001', label: 'Desk', sipServer: 'pbx.example', status: 2 }

/** A device with the JSON interface; `other` answers in place of its usual replies when it returns one. */
export function jsonDevice(other: (request: WebRequest) => Reply | null = () => null): Answer {
  let held = 'http://192.0.2.9'
  return (request) => {
    const given = other(request)
    if (given !== null) return given
    const sent = JSON.stringify(sentIn(request))
    const { path } = request
    if (sent.includes('rsaN')) return ok({ 'wui.common.rsaN': 'd966', 'wui.common.rsaE': '010001' })
    if (sent === '{"idlist":["wui"]}') return ok(wui)
    if (sent === '{"idlist":["account.info"]}') return ok({ 'account.info': [account] })
    if (path === '/api/account/info?type=sip&p=StatusVoip') return ok([account])
    if (path.startsWith('/api/common/info?')) return ok(status)
    if (path.includes('readconfig')) {
      return ok({ formData: { AutoProvisionServerURL: held, AutoProvisionUser: '' } })
    }
    if (path.includes('writeconfig')) held = url
    return ok(path.includes('talking') ? false : 'change')
  }
}

const variables = `var g_phonetype = "T42S";\nvar g_strFirmware = "66.86.5.1";\nvar g_hwVer = '67.0.0.0.0.0.0';`
export const rsaPage = `<html><script>${variables} var g_rsa_n = "d966"; var g_rsa_e = "010001";</script>
  <input id="idUsername" name="username"/><input id="idPassword" name="pwd" type="password"/></html>`
const page = (content: string, more = '') =>
  `<html><script>${variables}\nvar g_strToken = "t0k3n";${more}</script><body>${content}</body></html>`
export const statusPage = page(
  '<label id="tdMACAddress" dvalue="80:5E:C0:0A:1B:42"></label><label id="tdMachineID" dvalue="42"></label>',
  'var g_dataAccStatus = {"Account1":"1001@pbx.example:2","Account2":":0"};',
)
export const provisioningPage = (held: string): string =>
  page(`<form name="search"><input name="q"/></form>
    <form name="formInput"><input name="AutoProvisionServerURL" value="${held}"/><input name="AutoProvisionUser" value="me"/>
    <input name="AutoProvisionPassword" type="password" value="••••"/>
    <input type="radio" name="AutoPEnableDHCPOptionOn" value="1"/><input type="radio" name="AutoPEnableDHCPOptionOn" value="0" checked/>
    <input type="button" id="btn_confirm1" value="Confirm"/></form>`)
export const newPasswordPage = page('<input type="password" id="new"/><input type="password" id="again"/>')

/** A device with servlet pages; `other` answers in place of its usual replies when it returns one. */
export function servletDevice(other: (request: WebRequest) => Reply | null = () => null): Answer {
  let held = 'http://192.0.2.9'
  return (request) => {
    const given = other(request)
    if (given !== null) return given
    const { path } = request
    if (path.startsWith('/api/')) return { status: 404, body: '<html>404</html>' }
    if (path.includes('q=loginForm')) return { body: rsaPage }
    if (path.includes('q=write')) held = url
    return { body: path.includes('p=status') ? statusPage : provisioningPage(held) }
  }
}
