/** The HTTP probe against Debian's lighttpd, and against servers that nobody should run. */

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { httpProbe } from '#electron/probes/http.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import { lines, look, peer, serving } from './peers.ts'

const page = (title: string) =>
  `<!DOCTYPE html><html><head><title>\n ${title} </title></head><body></body></html>`

async function lighttpd(folder: string, more: readonly string[]) {
  const { http } = await freePorts()
  writeFileSync(join(folder, 'index.html'), page('VVX250'))
  const file = join(folder, 'lighttpd.conf')
  const configuration = [
    `server.document-root = "${folder}"`,
    'server.bind = "127.0.0.1"',
    `server.port = ${http}`,
    'server.tag = "Polycom SoundPoint IP Telephone HTTPd"',
    'index-file.names = ( "index.html" )',
    'mimetype.assign = ( ".html" => "text/html" )',
    ...more,
  ]
  writeFileSync(file, `${configuration.join('\n')}\n`)
  const server = await serving('lighttpd', ['-D', '-f', file], { port: http }, folder)
  return { port: http, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe.skipIf(!isHere('lighttpd'))(`lighttpd${missing('lighttpd')}`, () => {
  it('tells its name and the title of its page', async () => {
    using folder = temporaryFolder()
    await using server = await lighttpd(folder.path, [])
    expect(lines(await look(httpProbe, server.port))).toEqual([
      'http.status 200',
      'http.server Polycom SoundPoint IP Telephone HTTPd',
      'http.title VVX250',
    ])
  })

  it('tells the realm it asks a sign-in for, and none is given', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'users'), 'admin:secret\n')
    await using server = await lighttpd(folder.path, [
      'server.modules += ( "mod_auth", "mod_authn_file" )',
      'auth.backend = "plain"',
      `auth.backend.plain.userfile = "${join(folder.path, 'users')}"`,
      'auth.require = ( "" => ( "method" => "digest", "realm" => "admin@OBi302", "require" => "valid-user" ) )',
    ])
    const seen = lines(await look(httpProbe, server.port))
    expect(seen[0]).toBe('http.status 401')
    expect(seen).toContainEqual(expect.stringMatching(/^http\.www_authenticate Digest realm="admin@OBi302"/))
  })
})

describe.skipIf(!isHere('openssl'))(`openssl s_server${missing('openssl')}`, () => {
  it.each([
    ['a certificate of its own', ['-newkey', 'rsa:2048', '-days', '30'], []],
    ['a key of 512 bits, signed with SHA-1', ['-newkey', 'rsa:512', '-sha1', '-days', '30'], ['-tls1']],
    ['TLS 1.0 only', ['-newkey', 'rsa:1024', '-days', '30'], ['-tls1']],
  ])('tells the subject of %s', async (_what, options, more) => {
    using folder = temporaryFolder()
    const key = join(folder.path, 'key.pem')
    const certificate = join(folder.path, 'certificate.pem')
    const made = await run('openssl', [
      ...['req', '-x509', '-nodes', ...options, '-subj', '/O=Polycom Inc./CN=64167F0A1B2C'],
      ...['-keyout', key, '-out', certificate],
    ])
    expect(made.code, made.errors).toBe(0)
    const { http } = await freePorts()
    await using _server = await serving(
      'openssl',
      [
        ...['s_server', '-www', '-accept', `127.0.0.1:${http}`, '-cert', certificate, '-key', key],
        ...['-cipher', 'DEFAULT:@SECLEVEL=0', ...more],
      ],
      { says: /ACCEPT/ },
    )
    expect(lines(await look(httpProbe, http))).toEqual([
      'x509.subject O=Polycom Inc.,CN=64167F0A1B2C',
      'x509.issuer O=Polycom Inc.,CN=64167F0A1B2C',
      'http.status 200',
    ])
  })
})

/** A web server that answers by path and counts what it was asked. */
async function web(headersFor: (path: string) => Readonly<Record<string, string | string[]>>, body = '') {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const headers = headersFor(request.url ?? '')
    response.writeHead('location' in headers ? 302 : 200, headers)
    response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a web server', () => {
  it('that redirects for ever is asked twice', async () => {
    await using server = await web((path) => ({ location: `${path}x`, server: 'loop' }))
    expect(lines(await look(httpProbe, server.port))).toContain('http.server loop')
    expect(server.asked).toEqual(['/', '/x'])
  })

  it('that redirects to another server leads nowhere', async () => {
    await using other = await web(() => ({}))
    await using server = await web(() => ({ location: `http://127.0.0.1:${other.port}/` }))
    await look(httpProbe, server.port)
    expect([server.asked, other.asked]).toEqual([['/'], []])
  })

  it.each(['http://', '::::', 'javascript:alert(1)', ''])(
    'that redirects to "%s" leads nowhere',
    async (location) => {
      await using server = await web(() => ({ location }))
      expect(lines(await look(httpProbe, server.port))).toContain('http.status 302')
      expect(server.asked.length).toBeLessThanOrEqual(2)
    },
  )

  it('tells each cookie, and every way in', async () => {
    await using server = await web(() => ({
      'set-cookie': ['a=1', 'b=2'],
      'www-authenticate': ['Digest realm="d"', 'Basic realm="b"'],
    }))
    const seen = lines(await look(httpProbe, server.port))
    expect(seen).toContain('http.cookie a=1')
    expect(seen).toContain('http.cookie b=2')
    expect(seen.join('\n')).toMatch(/realm="d"[\s\S]*realm="b"/)
  })

  it('that never ends its page is left after the first 64 KB', async () => {
    let sent = 0
    await using server = await peer(
      (socket) =>
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n${page('endless')}`)
          const more = () => {
            while (!socket.destroyed && socket.write(Buffer.alloc(16_384, ' '))) sent += 16_384
          }
          socket.on('drain', more)
          more()
        }),
      () => undefined,
    )
    expect(lines(await look(httpProbe, server.port))).toContain('http.title endless')
    expect(sent).toBeLessThan(100_000_000)
  })

  it('that drips its page a byte at a time is left, and what came of it stands', async () => {
    await using server = await peer(
      (socket) =>
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\nServer: slow\r\n\r\n<title>drip</title>')
          const drip = setInterval(() => socket.write(' '), 20)
          socket.on('close', () => clearInterval(drip))
        }),
      () => undefined,
    )
    const seen = lines(await look(httpProbe, server.port, { timeoutMs: 100 }))
    expect(seen).toEqual(['http.status 200', 'http.server slow', 'http.title drip'])
  })
})
