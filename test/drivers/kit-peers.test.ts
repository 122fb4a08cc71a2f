/** The kit on a web server that nobody here wrote, and on random answers. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serving } from '#test/probes/peers.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'
import { kitAt, raw } from './servers.ts'

const get = { method: 'GET', path: '/menu.htm' } as const

describe.skipIf(!isHere('lighttpd'))(`a web server that nobody here wrote${missing('lighttpd')}`, () => {
  async function lighttpd(method: 'digest' | 'basic', algorithm?: string) {
    await using stack = new AsyncDisposableStack()
    const folder = stack.use(temporaryFolder())
    const { http } = await freePorts()
    writeFileSync(join(folder.path, 'menu.htm'), 'the menu')
    writeFileSync(join(folder.path, 'users'), 'admin:secret word\n')
    writeFileSync(
      join(folder.path, 'lighttpd.conf'),
      `server.modules = ("mod_auth", "mod_authn_file")
server.document-root = "${folder.path}"
server.bind = "127.0.0.1"
server.port = ${http}
auth.backend = "plain"
auth.backend.plain.userfile = "${folder.path}/users"
auth.require = ("" => ("method" => "${method}", ${algorithm === undefined ? '' : `"algorithm" => "${algorithm}", `}"realm" => "a small device", "require" => "valid-user"))
`,
    )
    stack.use(await serving('lighttpd', ['-D', '-f', join(folder.path, 'lighttpd.conf')], { port: http }))
    const owned = stack.move()
    return { port: http, [Symbol.asyncDispose]: () => owned.disposeAsync() }
  }

  it.each([
    ['digest', undefined],
    ['digest', 'SHA-256'],
    ['digest', 'MD5'],
    ['digest', 'MD5,SHA-256'],
    ['basic', undefined],
  ] as const)('%s %s: signs in, and is refused with another password', async (method, algorithm) => {
    await using server = await lighttpd(method, algorithm?.replace(',', '|'))
    const { kit } = kitAt({ http: server.port })
    for (const path of ['/menu.htm', '/menu.htm?a=b,c&d=%22', '/menu.htm']) {
      expect(await kit.request({ ...get, path })).toMatchObject({ status: 200, body: 'the menu' })
    }
    expect((await kit.request({ ...get, path: '/none' })).status).toBe(404)
    await expect(kitAt({ http: server.port }, { password: 'other' }).kit.request(get)).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    await expect(kitAt({ http: server.port }, { password: null }).kit.request(get)).rejects.toMatchObject({
      code: 'sign-in-needed',
    })
  })
})

describe('random answers', () => {
  it('end the request with a page or a code', async () => {
    let answer = Buffer.alloc(0)
    await using server = await raw((socket) => socket.once('data', () => socket.end(answer)))
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          'HTTP/1.1 200 OK\r\n',
          'HTTP/1.1 401 No\r\n',
          'WWW-Authenticate: Digest x=',
          '\r\n',
          '\r\n\r\n',
          'a: b\r\n',
        )
        .map((text) => Buffer.from(text)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        answer = Buffer.concat(pieces)
        const { kit } = kitAt({ http: server.port }, { limits: { connectMs: 50, answerMs: 50 } })
        const outcome = await kit.request(get).then(
          () => 'answered',
          (error: { code?: string }) => error.code,
        )
        expect([
          'answered',
          'connection-lost',
          'http-malformed',
          'timed-out',
          'sign-in-refused',
          'not-available-here',
        ]).toContain(outcome)
      }),
      { numRuns: 150 },
    )
  })
})
