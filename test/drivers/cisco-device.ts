/** A Cisco phone or adapter as its replies, for tests of the drivers: pages, a sign-in, a form that takes effect. */
import type { Driver } from '#electron/drivers/driver.ts'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { EditResult } from '#shared/model/settings.ts'
import { type FakeKit, fakeKit } from './fake-kit.ts'

export const url = 'http://192.0.2.1/$PSN.xml'
export const session = '2f48c52efff83f2d2016edba017725d0'
/** The page of a device that holds a rule; the adapter has its lines below. */
export const settingsPage = (rule: string, more = '') =>
  `<form action="bcisco.csc" method="post"><div id="Info"><table>
    <tr><td>Product Name:</td><td>CP-8851-3PCC</td></tr><tr><td>Software Version:</td><td>sip88xx.12-0-3MPP0101-345</td></tr>
  </table></div>
  <div id="Provisioning"><table><tr><td>Provision Enable:</td><td><select name="11"><option>Yes<option selected>No</select></td>
  <td>Profile Rule:</td><td><input name="12" value="${rule}"></td></tr></table></div>${more}</form>`
export const pointed = settingsPage(url).replace(
  '<option>Yes<option selected>No',
  '<option selected>Yes<option>No',
)
export const signInForm =
  '<form action="login.cgi"><input name="user"><input type="password" name="pwd"></form>'
export const welcome = `<form action="apply.cgi;session_id=${session}"><a>Voice</a></form>`
export const newPassword = '<form><input type="password" name="a"><input type="password" name="b"></form>'

export type Answer = (request: WebRequest) => Partial<WebReply>

/** A kit whose sign-in form gets a reply, as the kit performs it. */
export function kitWith(
  answer: Answer,
  signedIn: Partial<WebReply> = { body: welcome },
): FakeKit & { signIns(): number } {
  const kit = fakeKit(answer)
  let signIns = 0
  return {
    ...kit,
    signIns: () => signIns,
    async signIn(strategy) {
      signIns++
      const { kind, ...rest } = strategy
      if (kind !== 'form' || !('isSignedIn' in rest)) throw new Error('another sign-in')
      if (!rest.isSignedIn({ status: 200, headers: {}, body: '', ...signedIn })) {
        throw new PunchdownError('sign-in-refused', {})
      }
    },
  }
}

export const codeOf = (promise: Promise<unknown> | undefined): Promise<string | null> =>
  (promise ?? Promise.reject(new Error('no such capability'))).then(
    () => null,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )

/** A device that takes a form and holds the rule after a number of reads. */
export const taking = (
  reads: number,
  reply: Partial<WebReply> | PunchdownError = {},
  reading: () => Partial<WebReply> | null = () => null,
): Answer => {
  let isSent = false
  let since = 0
  return ({ method }) => {
    if (method === 'POST') {
      isSent = true
      if (reply instanceof PunchdownError) throw reply
      return reply
    }
    if (!isSent) return { body: settingsPage('/a') }
    return reading() ?? { body: ++since > reads ? pointed : settingsPage('/a') }
  }
}

export async function applied(driver: Driver, answer: Answer) {
  const kit = kitWith(answer)
  const opened = await driver.connect(kit)
  const { edits } = (await opened.provisioning?.plan(url)) ?? { edits: [] }
  return { kit, done: await opened.provisioning?.apply(edits), edits }
}
export const told = (results: readonly EditResult[] = []) => [...new Set(results.map(({ result }) => result))]
