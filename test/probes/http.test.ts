/** The HTTP probe against Debian's lighttpd and misbehaving servers. */

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { httpProbe } from '#electron/probes/http.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
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
  it('reports the Server header and the title of the page', async () => {
    using folder = temporaryFolder()
    await using server = await lighttpd(folder.path, [])
    expect(lines(await look(httpProbe, server.port))).toEqual([
      'http.status 200',
      'http.server Polycom SoundPoint IP Telephone HTTPd',
      'http.title VVX250',
      'http.page <!DOCTYPE html><html><head><title> VVX250 </title></head><body></body></html>',
    ])
  })

  it('reports the realm of a challenge without signing in', async () => {
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

/** A web server that answers by path and counts what it was asked. */
async function web(
  headersFor: (path: string) => Readonly<Record<string, string | string[]>>,
  body = '',
  files: Readonly<Record<string, Buffer>> = {},
) {
  const asked: string[] = []
  let connections = 0
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const headers = headersFor(request.url ?? '')
    response.writeHead('location' in headers ? 302 : 200, headers)
    response.end(files[request.url ?? ''] ?? body)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    asked,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a web server', () => {
  it('with endless redirects is followed three times', async () => {
    await using server = await web((path) => ({ location: `${path}x`, server: 'loop' }))
    expect(lines(await look(httpProbe, server.port))).toContain('http.server loop')
    expect(server.asked).toEqual(['/', '/x', '/xx', '/xxx'])
  })

  it('with circular redirects is asked for each page once', async () => {
    await using server = await web((path) => ({ location: path === '/' ? '/a' : '/' }))
    await look(httpProbe, server.port)
    expect(server.asked).toEqual(['/', '/a'])
  })

  it('with a redirect in its page is followed', async () => {
    const body = '<meta http-equiv="refresh" content="0; URL=mainform.cgi?go=mainframe.htm"><title>a</title>'
    await using server = await web(() => ({ server: 'x' }), body)
    await look(httpProbe, server.port)
    expect(server.asked).toEqual(['/', '/mainform.cgi?go=mainframe.htm'])
  })

  it('with keep-alive is asked for all pages over one connection', async () => {
    await using server = await web((path) =>
      path === '/' ? { location: '/login', server: 'x' } : { server: 'y' },
    )
    const seen = lines(await look(httpProbe, server.port))
    expect(seen).toEqual(['http.status 302', 'http.server x', 'http.server y'])
    expect(server.connections()).toBe(1)
  })

  it('has its full timeout when a request is delayed by the pacer', async () => {
    await using server = await web((path) =>
      path === '/' ? { location: '/login', server: 'x' } : { server: 'y' },
    )
    let held = 0
    const turn = async () => {
      held++
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
    const seen = lines(await look(httpProbe, server.port, { timeoutMs: 150, turn }))
    expect(seen).toEqual(['http.status 302', 'http.server x', 'http.server y'])
    expect(held).toBe(2)
  })

  it('without title and Server header is identified by its icon', async () => {
    await using server = await web(
      (): Record<string, string> => ({}),
      '<html><link rel=icon href=/i.png></html>',
      {
        '/i.png': Buffer.from('89504e470d0a1a0a', 'hex'),
      },
    )
    expect(lines(await look(httpProbe, server.port))).toContain(
      'http.favicon_md5 e9dd2797018cad79186e03e8c5aec8dc',
    )
    expect(server.asked).toEqual(['/', '/i.png'])
  })

  it('with a page instead of an icon, or without one, yields no icon', async () => {
    await using server = await web((): Record<string, string> => ({}), '<html><body>x</body></html>')
    expect(lines(await look(httpProbe, server.port))).toEqual([
      'http.status 200',
      'http.page <html><body>x</body></html>',
    ])
    expect(server.asked).toEqual(['/', '/favicon.ico'])
  })

  it('is not followed to another server', async () => {
    await using other = await web(() => ({}))
    await using server = await web(() => ({ location: `http://127.0.0.1:${other.port}/` }))
    await look(httpProbe, server.port)
    expect([server.asked, other.asked]).toEqual([['/'], []])
  })

  it('is followed to its own HTTPS port', async () => {
    const secured: string[] = []
    await using secure = await peer(
      (socket) => socket.once('data', (octets) => secured.push(octets.toString('hex', 0, 1))),
      () => undefined,
    )
    await using server = await web(() => ({ location: `https://127.0.0.1:${secure.port}/login.htm` }))
    const ports = { http: server.port, https: secure.port, sip: 1, snmp: 1 }
    await look(httpProbe, 1, { ports, timeoutMs: 100 })
    expect([server.asked, secured]).toEqual([['/'], ['16']])
  })

  it.each(['http://', '::::', 'javascript:alert(1)', ''])(
    'that redirects to "%s" leads nowhere',
    async (location) => {
      await using server = await web(() => ({ location }))
      expect(lines(await look(httpProbe, server.port))).toContain('http.status 302')
      expect(server.asked.length).toBeLessThanOrEqual(2)
    },
  )

  it('yields the names of cookies without their values, and every challenge', async () => {
    await using server = await web(() => ({
      'set-cookie': ['SID=8a6f2c; Path=/', 'b=2'],
      'www-authenticate': ['Digest realm="d"', 'Basic realm="b"'],
    }))
    const seen = lines(await look(httpProbe, server.port))
    expect(seen).toContain('http.cookie SID=••••; Path=/')
    expect(seen).toContain('http.cookie b=••••')
    expect(seen.join('\n')).toMatch(/realm="d"[\s\S]*realm="b"/)
  })

  it('with an endless page is left after the first 64 KB', async () => {
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

  it('that sends its page byte by byte is left with the part received', async () => {
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
    expect(seen.slice(0, 3)).toEqual(['http.status 200', 'http.server slow', 'http.title drip'])
  })

  it('that sends its head byte by byte is left with the headers received', async () => {
    await using server = await peer(
      (socket) =>
        socket.once('data', () => {
          socket.write('HTTP/1.1 401 Unauthorized\r\nServer: slow\r\nX: ')
          const drip = setInterval(() => socket.write('x'), 20)
          socket.on('close', () => clearInterval(drip))
        }),
      () => undefined,
    )
    const seen = lines(await look(httpProbe, server.port, { timeoutMs: 100 }))
    expect(seen).toEqual(['http.status 401', 'http.server slow'])
  })

  it('that closes within a header is identified by the headers before it', async () => {
    await using server = await peer(
      (socket) => socket.once('data', () => socket.end('HTTP/1.0 200\nServer: Boa/0.94\nWWW-Auth')),
      () => undefined,
    )
    expect(lines(await look(httpProbe, server.port))).toEqual(['http.status 200', 'http.server Boa/0.94'])
  })

  it.each([
    ['100 MB of page', 'HTTP/1.1 200 OK\r\nServer: big\r\nContent-Length: 104857600\r\n\r\n'],
    ['100 MB of headers', 'HTTP/1.1 200 OK\r\nServer: big\r\n'],
    [
      '100 MB in one chunk',
      'HTTP/1.1 200 OK\r\nServer: big\r\nTransfer-Encoding: chunked\r\n\r\n6400000\r\n',
    ],
  ])('that sends %s is left early', async (_what, head) => {
    let sent = 0
    await using server = await peer(
      (socket) =>
        socket.once('data', () => {
          socket.write(head)
          const more = () => {
            while (!socket.destroyed && sent < 104_857_600 && socket.write(Buffer.alloc(65_536, 'x')))
              sent += 65_536
          }
          socket.on('drain', more)
          more()
        }),
      () => undefined,
    )
    expect(lines(await look(httpProbe, server.port)).slice(0, 2)).toEqual([
      'http.status 200',
      'http.server big',
    ])
    // the capacity of the buffers of two sockets
    expect(sent).toBeLessThan(16_000_000)
  })
})
