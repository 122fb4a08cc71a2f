/** A practice 2N intercom with options, for tests. */
import intercomData from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from '../curl.ts'

type Data = typeof intercomData

interface Started extends AsyncDisposable {
  readonly url: string
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  /** A request to a path, signed in with Digest as the installer. */
  api(path: string, ...args: readonly string[]): Promise<CurlReply>
}

export async function startIntercom(
  given: {
    readonly options?: Partial<Data['options']>
    readonly services?: Partial<Data['services']>
    readonly pace?: number
    readonly flashFolder?: string
  } = {},
): Promise<Started> {
  const { options, services, ...rest } = given
  const device = {
    ...intercomData,
    options: { ...intercomData.options, ...options },
    services: { ...intercomData.services, ...services },
  }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `http://127.0.0.1:${practice.httpPort}`
  return {
    url,
    practice,
    api: (path, ...args) => curl('--digest', '-u', 'installer:installer', ...args, `${url}${path}`),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

/** The code of an error envelope; null for a success. */
export function errorIn({ body }: CurlReply): unknown {
  const reply: { success: boolean; error?: { code: number } } = JSON.parse(body)
  return reply.success ? null : reply.error?.code
}

export const resultOf = ({ body }: CurlReply): unknown => JSON.parse(body).result

/** A part of a configuration with the AutoUpdate server. */
export const pointedTo = (server: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><DeviceDatabase Version="4"><AutoUpdate><Configuration><Enabled>1</Enabled><ServerAddress>${server}</ServerAddress><PrefferedAddress>1</PrefferedAddress></Configuration></AutoUpdate></DeviceDatabase>`
