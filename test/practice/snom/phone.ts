/** A practice Snom phone with options, for tests. */
import phoneData from '#resources/practice/snom-d735.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from '../curl.ts'

type Pnp = { readonly destination: string | null; readonly names: string }

interface Started extends AsyncDisposable {
  readonly url: string
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  /** A request of the administrator. */
  web(path: string, ...args: readonly string[]): Promise<CurlReply>
  /** setting_server of the update page; null while the phone restarts. */
  server(): Promise<string | null>
  /** Stores a setting server by a URL. */
  point(server: string): Promise<CurlReply>
}

export async function startSnom(
  given: {
    readonly options?: Partial<Omit<typeof phoneData.options, 'pnp'>> & { readonly pnp?: Pnp }
    readonly password?: string
    readonly pace?: number
  } = {},
): Promise<Started> {
  const { options, password = phoneData.password, ...rest } = given
  const device = { ...phoneData, password, options: { ...phoneData.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `http://127.0.0.1:${practice.httpPort}`
  const sign = password === '' ? [] : ['--anyauth', '-u', `${phoneData.user}:${password}`]
  const web: Started['web'] = (path, ...args) => curl(...sign, ...args, `${url}${path}`)
  return {
    ...{ url, practice, web },
    async server() {
      const { body } = await web('/advanced_update.htm')
      return /name="setting_server" value="([^"]*)"/.exec(body)?.[1] ?? null
    },
    point: (server) =>
      web(
        `/dummy.htm?settings=save&setting_server=${encodeURIComponent(server)}&update_policy=auto_update&store_settings=save`,
      ),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}
