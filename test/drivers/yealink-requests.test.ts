/** What the drivers of Yealink devices send: each documented write, byte for byte but for what is random. */
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import { yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import { kitAt, web } from './servers.ts'
import { type Answer, jsonDevice, servletDevice, url } from './yealink-device.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../golden/yealink/${name}.http`), 'utf8').trimEnd()

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
const [modulus, exponent] = [n, e].map((part) => Buffer.from(part, 'base64url').toString('hex'))
const decrypted = (hex: string) =>
  privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(hex, 'hex'),
  ).toString()

/** The text of the older form, with its number and MD5 as 0.1 and MD5. */
function olderText(form: URLSearchParams): string {
  const [key, vector] = [form.get('key'), form.get('iv')].map((part) =>
    Buffer.from(decrypted(part ?? ''), 'hex'),
  )
  const decipher = createDecipheriv('aes-128-cbc', key ?? '', vector ?? '')
  decipher.setAutoPadding(false)
  const data = Buffer.from(form.get('data') ?? '', 'base64')
  const plain = Buffer.concat([decipher.update(data), decipher.final()]).toString()
  return plain
    .replace(/\0+$/, '')
    .replace(/MD5=[0-9a-f]{32}/, 'MD5=MD5')
    .replace(/rand=0\.\d+/, 'rand=0.1')
}

/** A body with decrypted values in place of those that differ each time. */
function readable(body: string): string {
  const form = new URLSearchParams(body)
  if (form.has('data')) return `data={${olderText(form)}}&key={32 digits}&iv={32 digits}&jumpto=status&acc=`
  return body.replace(/((?:__WUI_ENC__%3A|pwd=))([0-9a-f]{256})/, (_all, before: string, hex: string) => {
    return `${before}{${decrypted(hex)}}`
  })
}

/** A device with this key on a socket; requests are kept with method, headers and body. */
async function device(answer: Answer) {
  const sent: string[] = []
  const keyIn = (body: string) =>
    body
      .replace('"d966"', `"${modulus}"`)
      .replace(/"(?:wui\.common\.rsaE":")?010001"/, (all) => all.replace('010001', exponent ?? ''))
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', socket } = request
    const body = await text(request)
    const { host: _host, connection: _connection, ...headers } = request.headers
    const content = readable(body)
    const head = Object.entries({
      ...headers,
      // Base64 in a form has another length each time
      ...(content.startsWith('data=') ? { 'content-length': 'LENGTH' } : {}),
    }).map(([name, value]) => `${name}: ${value}`)
    const lines = [`${method} ${path}`, ...head, '', content].join('\n').trimEnd()
    sent.push(
      lines.replaceAll(`127.0.0.1:${socket.localPort}`, 'HOST').replaceAll(/=0\.\d+(?:e-\d)?$/gm, '=RANDOM'),
    )
    const value: object = body.startsWith('{') ? JSON.parse(body) : {}
    const json: Pick<WebRequest, 'body'> = body === '' ? {} : { body: { kind: 'json', value } }
    const reply = answer({ method: method === 'GET' ? 'GET' : 'POST', path, ...json })
    if (/loginForm|auth\/login/.test(path))
      response.setHeader('set-cookie', 'JSESSIONID=5e55; path=/; HttpOnly')
    response.writeHead(reply.status ?? 200, reply.headers).end(keyIn(reply.body ?? ''))
  }
  const server = await web((request, response) => void listener(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function conversation(answer: Answer): Promise<string[]> {
  await using server = await device(answer)
  const { kit } = kitAt({ http: server.port })
  {
    await using session = await yealinkPhone.connect(kit)
    const { edits } = (await session.provisioning?.plan(url)) ?? { edits: [] }
    const applied = await session.provisioning?.apply(edits)
    expect(applied?.results).toMatchObject([{ result: 'set', found: url }])
    await session.actions?.['fetch-now']?.()
  }
  await using session = await yealinkPhone.connect(kitAt({ http: server.port }).kit)
  await session.actions?.restart?.()
  return server.sent
}

const older: Answer = servletDevice(({ path }) => {
  if (path.includes('m=mod_')) return { status: 404 }
  if (path.includes('getsessionid')) return { body: `${modulus},${exponent},5e55` }
  const isSignIn = path === '/servlet?p=login&q=login'
  return isSignIn ? { status: 302, headers: { location: '/servlet?p=status&q=load' }, body: '' } : null
})

describe('a Yealink device is sent', () => {
  it.each<[string, Answer, readonly string[]]>([
    [
      'JSON',
      jsonDevice(),
      ['json-key', 'json-login', 'json-writeconfig', 'json-autop-now', 'json-logout', 'json-reboot'],
    ],
    [
      'servlet pages',
      servletDevice(({ path }) => (path.includes('q=login&') ? { body: '{"authstatus":"done"}' } : null)),
      ['servlet-login', 'servlet-write', 'servlet-autopnow', 'servlet-reboot'],
    ],
    ['older servlet pages', older, ['older-login', 'older-write', 'older-reboot']],
  ])('the golden requests over %s', async (_what, answer, names) => {
    const sent = await conversation(answer)
    for (const name of names) expect(sent).toContain(golden(name))
  })
})
