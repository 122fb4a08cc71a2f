/** Sign-in with an encrypted password, against servers on real sockets that decrypt it. */
import { constants, createDecipheriv, createHash, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { EncryptedForm, EncryptedSignIn } from '#electron/drivers/kit/strategies.ts'
import { kitAt, web } from '../servers.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const jwk = publicKey.export({ format: 'jwk' })
const hex = (part = '') => Buffer.from(part, 'base64url').toString('hex')
const key = { modulus: hex(jwk.n), exponent: hex(jwk.e), session: null }

const decrypted = (text: string) =>
  privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(text, 'hex'),
  ).toString()

function aesDecrypted(base64: string, aesKey: string, vector: string): string {
  const decipher = createDecipheriv('aes-128-cbc', Buffer.from(aesKey, 'hex'), Buffer.from(vector, 'hex'))
  decipher.setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(Buffer.from(base64, 'base64')), decipher.final()])
  return plain.toString('utf8').replace(/\0+$/, '')
}

/** A device that keeps the forms, and the headers of each request. */
async function device(accepts = true) {
  const forms: URLSearchParams[] = []
  const headers: IncomingMessage['headers'][] = []
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    headers.push(request.headers)
    if (request.url === '/login' || request.url === '/lost') {
      forms.push(new URLSearchParams(await text(request)))
      if (request.url === '/lost') return void request.socket.destroy()
      return void response.end(accepts ? '{"ret":"ok"}' : '{"ret":"failed"}')
    }
    if (request.url === '/locked') {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    }
    if (request.url === '/key') response.setHeader('set-cookie', 'SID=c00k; Path=/')
    response.end(request.url === '/token' ? '{"data":{"wui":{"token":"t1"}}}' : 'page')
  }
  const server = await web((request, response) => void listener(request, response))
  return { forms, headers, port: server.port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const rsa: EncryptedForm = { cipher: 'rsa', userField: 'username', passwordField: 'pwd', prefix: 'ENC:' }
const aes: EncryptedForm = {
  ...{
    cipher: 'rsa-aes',
    cookie: 'SID',
    userField: null,
    textField: 'data',
    keyField: 'key',
    vectorField: 'iv',
  },
  text: 'MD5={md5};rand={nonce};session={session};user={user};pwd={password};',
}
const strategy = (form: EncryptedForm, more: Partial<EncryptedSignIn> = {}): EncryptedSignIn => ({
  ...{ kind: 'encrypted', key, path: '/login', form, fields: [['jumpto', 'status']] },
  isSignedIn: ({ body }) => body === '{"ret":"ok"}',
  ...more,
})
const get = (path: string) => ({ method: 'GET', path }) as const

describe('a password in RSA', () => {
  it('is sent once behind its prefix, with the other fields and headers', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.signIn(strategy(rsa, { headers: { referer: 'http://192.0.2.7/' } }))
    expect(server.forms.map((form) => [...form.keys()])).toEqual([['username', 'pwd', 'jumpto']])
    const [form] = server.forms
    const pwd = form?.get('pwd') ?? ''
    expect(pwd.slice(0, 4)).toBe('ENC:')
    expect(decrypted(pwd.slice(4))).toBe('secret word')
    expect([form?.get('username'), form?.get('jumpto')]).toEqual(['admin', 'status'])
    expect(server.headers[0]?.referer).toBe('http://192.0.2.7/')
  })

  it('leaves no trace in the log', async () => {
    await using server = await device()
    const { kit, log } = kitAt({ http: server.port })
    await kit.signIn(strategy(rsa))
    const sent = server.forms[0]?.get('pwd')?.slice(4) ?? '?'
    const lines = JSON.stringify(log.lines())
    expect(lines).toContain('/login')
    expect(lines.includes(sent) || lines.includes('secret word')).toBe(false)
  })

  it('that is refused is not sent again', async () => {
    await using server = await device(false)
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await expect(kit.signIn(strategy(rsa))).rejects.toMatchObject({
      code: 'sign-in-refused',
      facts: { user: 'admin' },
    })
    expect(server.forms).toHaveLength(1)
  })

  it('whose reply is lost is not sent again', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await kit.request(get('/page'))
    await expect(kit.signIn(strategy(rsa, { path: '/lost' }))).rejects.toMatchObject({
      code: 'connection-lost',
    })
    expect(server.forms).toHaveLength(1)
  })

  it.each([rsa, aes])('is not sent for a key that cannot be used ($cipher)', async (form) => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    const unusable = strategy(form, { key: { ...key, modulus: 'no key' } })
    await expect(kit.signIn(unusable)).rejects.toMatchObject({
      code: 'unexpected-page',
      facts: { path: '/login', expected: 'RSA' },
    })
    expect(server.forms).toEqual([])
  })

  it('is not sent over plain HTTP before the technician accepts it, nor without credentials', async () => {
    await using server = await device()
    const careful = kitAt({ http: server.port }, { acceptPlainHttp: false }).kit
    await careful.request(get('/key'))
    await expect(careful.signIn(strategy(rsa))).rejects.toMatchObject({ code: 'plain-http-not-accepted' })
    const without = kitAt({ http: server.port }, { password: null }).kit
    await expect(without.signIn(strategy(rsa))).rejects.toMatchObject({ code: 'sign-in-needed' })
    expect(server.forms).toEqual([])
  })

  it('answers no challenge afterwards', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.signIn(strategy(rsa))
    expect((await kit.request(get('/locked'))).status).toBe(401)
    expect(server.headers.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  })
})

describe('a password in AES', () => {
  it('is sent in a text with its MD5, with the session of the key as the cookie', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.signIn(strategy(aes, { key: { ...key, session: 'a{user}1' } }))
    const [form = new URLSearchParams()] = server.forms
    expect([...form.keys()]).toEqual(['data', 'key', 'iv', 'jumpto'])
    const [aesKey, vector] = [decrypted(form.get('key') ?? ''), decrypted(form.get('iv') ?? '')]
    expect([aesKey, vector].every((each) => /^[0-9a-f]{32}$/.test(each)) && aesKey !== vector).toBe(true)
    const text = aesDecrypted(form.get('data') ?? '', aesKey, vector)
    const [, md5 = '', rest = ''] = /^MD5=([0-9a-f]{32});(.*)$/.exec(text) ?? []
    expect(rest).toMatch(/^rand=0\.\d{1,15};session=a\{user\}1;user=admin;pwd=secret word;$/)
    expect(md5).toBe(createHash('md5').update(rest).digest('hex'))
    expect(server.headers[0]?.cookie).toBe('SID=a{user}1')
    await kit.request(get('/page'))
    expect(server.headers[1]?.cookie).toBe('SID=a{user}1')
  })

  it('may begin with its MD5', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.signIn(strategy({ ...aes, text: '{md5};{password}' }))
    const [form = new URLSearchParams()] = server.forms
    const [aesKey, vector] = [decrypted(form.get('key') ?? ''), decrypted(form.get('iv') ?? '')]
    const md5 = createHash('md5').update('secret word').digest('hex')
    expect(aesDecrypted(form.get('data') ?? '', aesKey, vector)).toBe(`${md5};secret word`)
  })

  it('uses another key, vector and number each time', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    for (let time = 0; time < 2; time++) await kit.signIn(strategy({ ...aes, text: '{nonce}' }))
    const read = (form: URLSearchParams) => {
      const [aesKey, vector] = [decrypted(form.get('key') ?? ''), decrypted(form.get('iv') ?? '')]
      return [aesKey, vector, aesDecrypted(form.get('data') ?? '', aesKey, vector)]
    }
    expect(new Set(server.forms.flatMap(read)).size).toBe(6)
  })

  it('has the session of the cookie, and the user as a field, where the page wants them', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port }, { password: '{user}{md5};' })
    await kit.request(get('/key'))
    await kit.signIn(strategy({ ...aes, userField: 'username', text: '{session};{password};{other}' }))
    const [form = new URLSearchParams()] = server.forms
    expect([...form.keys()]).toEqual(['username', 'data', 'key', 'iv', 'jumpto'])
    expect(form.get('username')).toBe('admin')
    const [aesKey, vector] = [decrypted(form.get('key') ?? ''), decrypted(form.get('iv') ?? '')]
    expect(aesDecrypted(form.get('data') ?? '', aesKey, vector)).toBe('c00k;{user}{md5};;{other}')
    expect(server.headers[1]?.cookie).toBe('SID=c00k')
  })
})

describe('a token in a JSON reply', () => {
  it.each([
    [true, 't1'],
    [undefined, undefined],
  ])('is in later requests, with withGet %s in each GET too', async (withGet, inGet) => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    const csrf = { header: 'x-token', from: { json: 'data.wui.token' }, ...(withGet ? { withGet } : {}) }
    await kit.signIn(strategy(rsa, { csrf }))
    await kit.request(get('/token'))
    await kit.request(get('/page'))
    await kit.request({ method: 'POST', path: '/page' })
    expect(server.headers.map((headers) => headers['x-token'])).toEqual([undefined, undefined, inGet, 't1'])
  })
})
