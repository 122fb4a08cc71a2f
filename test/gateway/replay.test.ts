/** Replay of credentials captured on the link. */
import { expect, it } from 'vitest'
import { digestResponse, parseChallenges } from '#electron/platform/digest.ts'
import { createSipUserAgent } from '#electron/sip/index.ts'
import { fetchConfiguration, handset, openBench } from './bench.ts'

it('captured credentials are valid once, for their address and Request-URI', async () => {
  await using bench = await openBench()
  const first = await fetchConfiguration(`${bench.gateway().entryUrl()}/${handset}.cfg`)
  const { account } = await fetchConfiguration(first.nextUrl)
  if (account === null) throw new Error('no account')
  const handler = (each: { respond(status: number): unknown }) => void each.respond(200)
  await using phone = await createSipUserAgent({ address: '127.0.0.1', port: 0, handler })
  await using thief = await createSipUserAgent({ address: '127.0.0.2', port: 0, handler })
  const flow = {
    transport: 'udp' as const,
    address: '127.0.0.1',
    port: bench.gateway().status().sipPort ?? 0,
  }
  const from = `<sip:${account.identity}>`
  const realm = account.identity.split('@')[1] ?? ''
  const uri = `sip:${realm}`
  const register = (peer: typeof phone, authorization: string | null, target = uri) => {
    const headers = authorization === null ? {} : { Authorization: authorization }
    return peer.send(peer.newRequest('REGISTER', target, { from, to: from, flow, headers }), flow)
  }
  const signed = async () => {
    const [challenge] = parseChallenges((await register(phone, null)).headers.all('WWW-Authenticate'))
    const nonce = challenge?.params.get('nonce') ?? ''
    const response = digestResponse({
      ...{
        user: account.authUser,
        realm,
        password: account.password,
        nonce,
        method: 'REGISTER',
        uri,
        body: '',
      },
      ...{ algorithm: 'MD5', qop: undefined, cnonce: '', nc: '' },
    })
    return `Digest username="${account.authUser}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5`
  }
  const seen = await signed()
  expect((await register(thief, seen)).status).toBe(401)
  expect((await register(phone, seen, 'sip:other.test')).status).toBe(400)
  expect((await register(phone, seen)).status).toBe(200)
  expect((await register(phone, seen)).status).toBe(401)
  expect((await register(thief, seen)).status).toBe(401)
  expect((await register(phone, await signed())).status).toBe(200)
})
