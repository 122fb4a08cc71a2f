/** A client at a chosen loopback address. */
import { request } from 'node:http'

export function fetchFrom(
  address: string,
  url: string,
  userAgent?: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = userAgent === undefined ? {} : { 'user-agent': userAgent }
    const asked = request(url, { localAddress: address, agent: false, headers }, (reply) => {
      let body = ''
      reply.setEncoding('utf8')
      reply.on('data', (text: string) => {
        body += text
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
