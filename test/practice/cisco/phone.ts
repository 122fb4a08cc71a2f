/** A practice MPP phone with options, for tests. */
import phoneData from '#resources/practice/cisco-8851.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from '../curl.ts'

interface Started extends AsyncDisposable {
  readonly url: string
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  /** A request of the administrator with Digest. */
  web(path: string, ...args: readonly string[]): Promise<CurlReply>
  /** Reads the number of a field from the page, then submits the form. */
  submit(label: string, value: string): Promise<CurlReply>
  /** A value of cfg.xml; empty while the phone restarts. */
  value(name: string): Promise<string>
}

export async function startPhone(
  given: {
    readonly options?: Partial<typeof phoneData.options>
    readonly password?: string
    readonly firmware?: string
    readonly pace?: number
    readonly flashFolder?: string
  } = {},
): Promise<Started> {
  const { options, password = phoneData.password, firmware = phoneData.firmware, ...rest } = given
  const device = { ...phoneData, password, firmware, options: { ...phoneData.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `http://127.0.0.1:${practice.httpPort}`
  const sign = password === '' ? [] : ['--anyauth', '-u', `admin:${password}`]
  const web: Started['web'] = (path, ...args) => curl(...sign, ...args, `${url}${path}`)
  return {
    ...{ url, practice, web },
    async submit(label, value) {
      const id = fieldOf(await web('/admin/advanced'), label)
      return web('/admin/bcisco.csc', '--data-urlencode', `${id}=${value}`)
    },
    async value(name) {
      const { body } = await web('/admin/cfg.xml')
      return new RegExp(`<${name} ua="na">([^<]*)<`).exec(body)?.[1] ?? ''
    },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

/** Number of the field beside a label of the full view; empty when the page has none. */
export const fieldOf = ({ body }: CurlReply, label: string): string =>
  new RegExp(`<td>${label}:</td><td><(?:input type="\\w+"|select) name="(P?\\d+)"`).exec(body)?.[1] ?? ''
