/** A practice OBi or ATA adapter with options, for tests. */
import adapterData from '#resources/practice/poly-obi-302.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from '../curl.ts'

interface Started extends AsyncDisposable {
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  readonly url: string
  /** A request of the administrator. */
  web(path: string, ...args: readonly string[]): Promise<CurlReply>
  /** Submits values by form key, encoded twice as the device's own page does. */
  submit(values: Readonly<Record<string, string>>): Promise<CurlReply>
  restart(): Promise<CurlReply>
}

/** Values of a page by form key; null for the factory's. */
export const valuesOf = (body: string): ReadonlyMap<string, string | null> =>
  new Map(
    [...body.matchAll(/hash="(\w+)" type="\w+" default="[^"]*"(?: current="([^"]*)")?/g)].map(
      ([, key = '', current]) => [key, current ?? null],
    ),
  )

type Data = Omit<typeof adapterData, 'options' | 'sources'> & {
  readonly options: Omit<typeof adapterData.options, 'server'> & { readonly server: string | null }
  readonly sources: readonly object[]
}

export async function startObi(
  given: {
    readonly data?: Data
    readonly options?: Partial<typeof adapterData.options>
    readonly password?: string
    readonly pace?: number
  } = {},
): Promise<Started> {
  const { data = adapterData, pace = 0.001 } = given
  const { password = data.password } = given
  const device = { ...data, password, options: { ...data.options, ...given.options } }
  const practice = await startPractice({ pace, devices: [device] })
  const url = `http://127.0.0.1:${practice.httpPort}`
  const web: Started['web'] = (path, ...args) =>
    curl('--digest', '-u', `${data.user}:${password}`, ...args, `${url}${path}`)
  return {
    ...{ practice, url, web },
    submit(values) {
      const pairs = Object.entries(values).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      return web('/result.html', '--data-urlencode', `ParameterList=${pairs.join('&')}`)
    },
    restart: () => web('/rebootgetconfig.htm'),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}
