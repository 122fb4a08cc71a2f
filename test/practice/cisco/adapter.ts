/** A practice ATA 191 with options, for tests. */
import adapterData from '#resources/practice/cisco-ata-191.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from '../curl.ts'

interface Started extends AsyncDisposable {
  readonly url: string
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  /** The status document; `args` stand in front of the URL. */
  status(password: string, ...args: readonly string[]): Promise<CurlReply>
  /** Id of a new session; empty after a refusal. */
  signIn(password?: string): Promise<string>
  /** `path` in a new session. */
  page(path: string): Promise<CurlReply>
  /** Reads the number of a field from the voice page, then submits the form, in one session. */
  submit(section: string, label: string, value: string): Promise<CurlReply>
}

// curl sends a request again by itself when a connection that it reuses is cut
const request = (...args: readonly string[]) => curl('-m', '10', '-H', 'Connection: close', ...args)

export async function startAdapter(
  given: { readonly options?: Partial<typeof adapterData.options>; readonly pace?: number } = {},
): Promise<Started> {
  const { options, pace = 0 } = given
  const device = { ...adapterData, options: { ...adapterData.options, ...options } }
  const practice = await startPractice({ pace, devices: [device] })
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  const signIn: Started['signIn'] = async (password = 'admin') => {
    const form = `submit_button=login&user=admin&pwd=${password}`
    return (
      /session_id=([0-9a-f]{32})">/.exec((await request('-d', form, `${url()}/login.cgi`)).body)?.[1] ?? ''
    )
  }
  const inSession = (session: string, path: string, ...args: readonly string[]) =>
    request(...args, `${url()}${path};session_id=${session}`)
  return {
    ...{ practice, signIn },
    get url() {
      return url()
    },
    status: (password, ...args) =>
      request(...args, `${url()}/admin/status.xml&xuser=admin&xpassword=${password}`),
    page: async (path) => inSession(await signIn(), path),
    async submit(section, label, value) {
      const session = await signIn()
      const id = fieldOf(await inSession(session, '/admin/voice/'), section, label)
      return inSession(session, '/admin/voice/bcisco.csc', '--data-urlencode', `${id}=${value}`)
    },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

/** Number of the field beside a label in one section; empty when the page has none. */
export function fieldOf({ body }: CurlReply, section: string, label: string): string {
  const from = body.slice(body.indexOf(`<div id="${section}">`))
  return (
    new RegExp(`<td>${label}:</td><td><(?:input type="\\w+"|select) name="(P?\\d+)"`).exec(from)?.[1] ?? ''
  )
}
