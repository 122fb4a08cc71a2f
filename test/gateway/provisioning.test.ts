import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usualHttpLimits } from '#electron/gateway/provisioning/http-limits.ts'
import { readStage, type StageRequest, stagePath } from '#electron/gateway/provisioning/stages.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'
import fc from '#test/support/property.ts'
import { type Bench, fetchConfiguration, fetchOnce, handset, openBench, otherHandset } from './bench.ts'

const hash = '0123456789abcdef0123456789abcdef01234567'
const token = '0003717C0E0A1732457460abcdefghij0123456789'
const tenant = '6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11'

describe('stage paths', () => {
  it.each<[string, StageRequest | null]>([
    ['/0003717C0E0A.cfg', { stage: 1, language: 'en', tenantId: null, file: '0003717C0E0A.cfg' }],
    ['/lang_de/0003717C0E0A.cfg', { stage: 1, language: 'de', tenantId: null, file: '0003717C0E0A.cfg' }],
    ['/lang_xx/a.cfg', { stage: 1, language: 'en', tenantId: null, file: 'a.cfg' }],
    [`/tenantid/${tenant}/a.cfg`, { stage: 1, language: 'en', tenantId: tenant, file: 'a.cfg' }],
    [`/tenantid/${tenant}/lang_fr/a.cfg`, { stage: 1, language: 'fr', tenantId: tenant, file: 'a.cfg' }],
    [`/lang_fr/tenantid/${tenant}/a.cfg`, { stage: 1, language: 'fr', tenantId: tenant, file: 'a.cfg' }],
    [`/device/ob/${hash}/lang_en/a.cfg`, { stage: 2, language: 'en', hash, file: 'a.cfg' }],
    [
      `/device/state/OnBoarding/mmiiaacc/${token}/lang_en/a.cfg`,
      { stage: 3, language: 'en', token, file: 'a.cfg' },
    ],
    [`/device/mmiiaacc/${token}/lang_en/a.cfg`, { stage: 4, language: 'en', token, file: 'a.cfg' }],
    ['/', null],
    ['', null],
    ['/lang_de/', null],
    ['/lang_de/lang_fr/a.cfg', null],
    ['/tenantid/not-a-guid/a.cfg', null],
    [`/tenantid/${tenant}/tenantid/${tenant}/a.cfg`, null],
    ['/somewhere/a.cfg', null],
    [`/device/ob/${hash.slice(1)}/lang_en/a.cfg`, null],
    [`/device/ob/${hash}/a.cfg`, null],
    [`/device/state/mmiiaacc/${token}/lang_en/a.cfg`, null],
    [`/device/mmiiaacc/${token}x/lang_en/a.cfg`, null],
    ['/device/logout.php/mmiiaacc/x/lang_en/a.cfg', null],
  ])('%s', (path, expected) => {
    expect(readStage(path)).toEqual(expected)
  })

  it('are read as they are written', () => {
    const language = fc.constantFrom('en', 'es', 'ja', 'de', 'fr', 'pt')
    const file = fc.stringMatching(/^[0-9A-F]{12}\.(cfg|xml|ini)$/)
    const later: fc.Arbitrary<Exclude<StageRequest, { stage: 1 }>> = fc.oneof(
      fc.record({
        stage: fc.constant(2 as const),
        language,
        hash: fc.stringMatching(/^[0-9a-f]{40}$/),
        file,
      }),
      fc.record({
        stage: fc.constantFrom(3 as const, 4 as const),
        language,
        token: fc.stringMatching(/^[0-9A-F]{12}\d{10}[0-9A-Za-z]{20}$/),
        file,
      }),
    )
    fc.assert(
      fc.property(later, (request) => {
        expect(readStage(stagePath(request))).toEqual(request)
      }),
    )
  })

  it('are read from any text without an exception', () => {
    const words = fc.constantFrom('device', 'ob', 'lang_en', 'tenantid', tenant, hash, token, 'mmiiaacc', '')
    const path = fc.array(fc.oneof(words, fc.string())).map((segments) => `/${segments.join('/')}`)
    fc.assert(
      fc.property(path, (text) => {
        const read = readStage(text)
        if (read !== null) expect(read.file).not.toBe('')
      }),
    )
  })
})

describe('the provisioning server', () => {
  let bench: Bench
  const url = (path: string) => `${bench.gateway().entryUrl()}${path}`
  const lastEntry = (path: string) =>
    bench
      .gateway()
      .log()
      .findLast((entry) => entry.path === path)

  beforeAll(async () => {
    bench = await openBench({
      httpLimits: { ...usualHttpLimits, headersMs: 400, requestMs: 600 },
    })
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  it('keeps the token of a session when files are fetched again', async () => {
    const first = await fetchConfiguration(url('/0003717c0e0a.cfg'))
    const second = await fetchConfiguration(first.nextUrl)
    const third = await fetchConfiguration(second.nextUrl)
    expect(await fetchConfiguration(url('/0003717c0e0a.cfg'))).toEqual(first)
    expect(await fetchConfiguration(first.nextUrl)).toEqual(second)
    expect(third).toEqual(second)
  })

  it('answers an endpoint that is not enrolled, and logs that', async () => {
    const unlisted = '0003717C0EFF.cfg'
    expect((await fetchConfiguration(url(`/${unlisted}`))).nextUrl).toContain(unlisted)
    expect(lastEntry('http.fetch')?.facts.problem).toBe('hardware-id-unknown')
    bench.gateway().enrol(parseHardwareId('0003717C0EFF'))
    await fetchConfiguration(url(`/${unlisted}`))
    expect(lastEntry('http.fetch')?.facts.problem).toBeUndefined()
  })

  it('keeps the language in the later stages', async () => {
    const first = await fetchConfiguration(url(`/lang_de/tenantid/${tenant}/${otherHandset}.cfg`))
    expect(first.nextUrl).toContain('/lang_de/')
    expect((await fetchConfiguration(first.nextUrl)).nextUrl).toContain('/lang_de/')
    expect(lastEntry('http.fetch')?.facts.language).toBe('de')
  })

  it.each([
    ['a base by its MAC', '/4825670A1B2C.cfg', 'mac'],
    ['a macro that was not expanded', '/00$%7BIPEI%7D.cfg', 'macro'],
    ['a name of no vendor', '/phone.cfg', 'name'],
    ['a token of nobody', `/device/mmiiaacc/${token}/lang_en/${handset}.cfg`, 'token'],
    ['a hash of nobody', `/device/ob/${hash}/lang_en/${handset}.cfg`, 'hash'],
  ])('refuses %s', async (_what, path, reason) => {
    const reply = await fetchOnce(url(path))
    expect(reply.status).toBe(404)
    expect(lastEntry('http.refused')?.facts).toMatchObject({ problem: 'hardware-id-unknown', reason })
  })

  it('answers a request in absolute form as one in origin form', async () => {
    const target = new URL(url(`/${handset}.cfg`))
    const replyTo = (requestTarget: string) =>
      new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
        const options = { host: target.hostname, port: target.port, path: requestTarget, agent: false }
        const request = get(options, async (reply) => {
          let body = ''
          for await (const chunk of reply) body += chunk
          resolve({ status: reply.statusCode, body })
        })
        request.on('error', reject)
      })
    const origin = await replyTo(target.pathname)
    expect(origin.status).toBe(200)
    expect(await replyTo(target.href)).toEqual(origin)
    expect((await replyTo(target.origin)).status).toBe(302)
  })

  const file = 'http/h03-absolute-form.txt'
  it.skipIf(caseMissing(file) !== '')(
    `answers the field case in absolute form${caseMissing(file)}`,
    async () => {
      const { hostname, port } = new URL(url('/'))
      const socket = connect(Number(port), hostname)
      const path = /^GET http:\/\/127\.0\.0\.1:PORT\/0003717C0E0D\.cfg HTTP\/1\.1\r\n/
      const text = readFileSync(fieldCase(file), 'latin1')
      expect(text).toMatch(path)
      socket.end(
        text
          .replaceAll('PORT', port)
          .replace('0003717C0E0D', handset)
          .replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
      )
      let reply = ''
      for await (const chunk of socket) reply += chunk
      expect(reply).toMatch(/^HTTP\/1\.1 200 /)
    },
  )

  it('refuses a file of another device behind a token', async () => {
    const second = await fetchConfiguration((await fetchConfiguration(url(`/${handset}.cfg`))).nextUrl)
    const reply = await fetchOnce(second.nextUrl.replace(/[0-9A-F]{12}\.cfg$/, `${otherHandset}.cfg`))
    expect(reply.status).toBe(404)
    expect(lastEntry('http.refused')?.facts.reason).toBe('token-of-other')
  })

  it('gives a new token for a repeated stage 2 with the setting freshTokenOnRepeat', async () => {
    await using strict = await openBench({ settings: { freshTokenOnRepeat: true } })
    const first = await fetchConfiguration(`${strict.gateway().entryUrl()}/${handset}.cfg`)
    const second = await fetchConfiguration(first.nextUrl)
    const again = await fetchConfiguration(first.nextUrl)
    expect(again.nextUrl).not.toBe(second.nextUrl)
    expect(again.account?.identity).not.toBe(second.account?.identity)
    expect((await fetchOnce(second.nextUrl)).status).toBe(404)
  })

  it('survives any path, method and length', async () => {
    expect((await fetchOnce(url('/nowhere/at/all'))).status).toBe(404)
    expect((await fetchOnce(url(`/${handset}.cfg`), { method: 'PUT', body: 'x' })).status).toBe(405)
    expect((await fetchOnce(url(`/${handset}.cfg`), { method: 'HEAD' })).status).toBe(200)
    expect((await fetchOnce(url('/signin'), { method: 'POST', body: 'x'.repeat(9_000) })).status).toBe(413)
    expect((await fetchOnce(url('/%ff%fe'))).status).toBe(400)
  })

  it('answers any path with 200, 400 or 404', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        const reply = await fetchOnce(url(path.startsWith('/') ? path : `/${path}`), { redirect: 'manual' })
        await reply.arrayBuffer()
        expect([200, 302, 400, 404]).toContain(reply.status)
      }),
      { numRuns: 50 },
    )
  })

  /** Sends bytes as they are and reads until the server closes. */
  function raw(bytes: string | Buffer): Promise<string> {
    const { address, httpPort } = bench.gateway().status()
    return new Promise((resolve, reject) => {
      let received = ''
      const socket = connect({ host: address ?? '', port: httpPort ?? 0 }, () => socket.write(bytes))
      socket.setEncoding('latin1')
      socket.on('data', (text: string) => {
        received += text
      })
      // a server that closes during our write resets the connection: the data received so far counts
      socket.on('error', () => resolve(received))
      socket.on('close', () => resolve(received))
      socket.setTimeout(10_000, () => reject(new Error('never closed')))
    })
  }
  const statusOf = (received: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0)

  it.each<[string, string | Buffer, number]>([
    ['garbage', '\x00\x01\x02 nothing\r\n\r\n', 400],
    ['a TLS hello', Buffer.from('1603010200010001fc0303', 'hex'), 400],
    ['a SIP request', 'OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n\r\n', 400],
    ['a header that is too long', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'two lengths',
      'POST /signin HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    ['no Host', 'GET /signin HTTP/1.1\r\n\r\n', 400],
    ['an empty Host', 'GET /signin HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 400],
    ['the same Host twice', 'GET /signin HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400],
    ['two Hosts', 'GET /signin HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n', 400],
    ['two Hosts in HTTP/1.0', 'GET /signin HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400],
    ['a Host with a space', 'GET /signin HTTP/1.1\r\nHost: local host\r\n\r\n', 400],
    ['a Host with a user', 'GET /signin HTTP/1.1\r\nHost: a@localhost\r\n\r\n', 400],
    ['a Host with a port of six digits', 'GET /signin HTTP/1.1\r\nHost: localhost:655360\r\n\r\n', 400],
    [
      'another host in the request line',
      'GET http://evil.example/signin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      421,
    ],
    ['a head that never ends', 'GET / HTTP/1.1\r\nHost: a\r\n', 408],
  ])('survives %s', async (_what, bytes, status) => {
    expect(statusOf(await raw(bytes))).toBe(status)
    expect((await fetchOnce(url('/signin'))).status).toBe(200)
  })

  it('counts malformed requests instead of listing them', async () => {
    const before = bench.gateway().log().length
    for (let i = 0; i < 5; i++) await raw('nonsense\r\n\r\n')
    expect(bench.gateway().log().length).toBeLessThanOrEqual(before + 1)
    expect(lastEntry('http.malformed')?.facts).toMatchObject({ problem: 'http-malformed' })
    expect(Number(lastEntry('http.malformed')?.facts.times)).toBeGreaterThanOrEqual(5)
  })

  it.each([
    ['emea.ipp.sdg.teams.microsoft.com', 421],
    ['evil.example', 421],
    ['provisioning.onboarding.test', 200],
    ['localhost', 200],
  ])('answers a request for %s with %d', async (host, status) => {
    const request = `GET /${handset}.cfg HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    expect(statusOf(await raw(request))).toBe(status)
  })

  it('answers a device that speaks HTTP/1.0', async () => {
    expect(statusOf(await raw(`GET /${handset}.cfg HTTP/1.0\r\n\r\n`))).toBe(200)
  })
})
