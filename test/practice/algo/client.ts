/** curl with the HMAC of the maker's REST API guide. */
import { createHash, createHmac } from 'node:crypto'
import { type CurlReply, curl } from '../curl.ts'

export interface AlgoClient {
  /** `body` is sent as JSON; null sends none. */
  request(
    method: string,
    path: string,
    body?: Readonly<Record<string, unknown>> | null,
    ...args: readonly string[]
  ): Promise<CurlReply>
}

/** `clock` gives the client's time, milliseconds since the epoch; `alter` changes the headers after they were signed; `serialise` the body. */
export function algoClient(
  url: string,
  password: string,
  {
    clock = Date.now,
    alter = (header: string) => header,
    serialise = (text: string) => text,
  }: {
    readonly clock?: () => number
    readonly alter?: (header: string) => string
    readonly serialise?: (text: string) => string
  } = {},
): AlgoClient {
  return {
    request(method, path, body = null, ...args) {
      const seconds = Math.floor(clock() / 1000)
      const nonce = '482913'
      const text = body === null ? '' : JSON.stringify(body)
      const sum = createHash('md5').update(text).digest('hex')
      const content = body === null ? [] : [sum, 'application/json']
      const signed = [method, path, ...content, String(seconds), nonce].join(':')
      const digest = createHmac('sha256', password).update(signed).digest('hex')
      const headers = [
        `Authorization: hmac admin:${nonce}:${digest}`,
        `Date: ${new Date(seconds * 1000).toUTCString()}`,
        'Connection: close',
        ...(body === null ? [] : ['Content-Type: application/json', `Content-MD5: ${sum}`]),
      ].flatMap((header) => ['-H', alter(header)])
      const data = body === null ? [] : ['--data-binary', serialise(text)]
      return curl('-m', '10', '-X', method, ...headers, ...data, ...args, `${url}${path}`)
    },
  }
}
