/** A practice VVX 411 with options, for tests. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import phoneData from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from '../curl.ts'

interface Started extends AsyncDisposable {
  readonly url: string
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  /** A REST request with Basic; `body` is posted as JSON. */
  rest(path: string, body?: object): Promise<CurlReply>
  /** A request with the cookies of earlier ones. */
  web(path: string, ...args: readonly string[]): Promise<CurlReply>
}

export async function startPhone(
  given: {
    readonly options?: Partial<typeof phoneData.options>
    readonly password?: string
    readonly pace?: number
    readonly flashFolder?: string
  } = {},
): Promise<Started> {
  const { options, password = phoneData.password, ...rest } = given
  const folder = temporaryFolder()
  const jar = join(folder.path, 'cookies')
  writeFileSync(jar, '')
  const device = { ...phoneData, password, options: { ...phoneData.options, ...options } }
  const practice = await startPractice({ ...rest, devices: [device] })
  const url = `https://127.0.0.1:${practice.httpPort}`
  const account = ['-u', `Polycom:${password}`] as const
  return {
    ...{ url, practice },
    rest: (path, body) =>
      curl(
        ...account,
        ...(body === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)]),
        `${url}/api/${path}`,
      ),
    web: (path, ...args) => curl(...account, '-b', jar, '-c', jar, ...args, `${url}${path}`),
    async [Symbol.asyncDispose]() {
      await practice[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

/** `Status` and `data` of a REST reply. */
export const replyIn = ({ body }: CurlReply): { Status: string; data?: unknown; InvalidParams?: unknown } =>
  JSON.parse(body)
