/** Parts of the practice kit by themselves: certificates, forms with files, XML, the limit of wrong passwords. */
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeCertificate } from '#electron/practice/kit/certificate.ts'
import { createFaults } from '#electron/practice/kit/faults.ts'
import { partOf } from '#electron/practice/kit/multipart.ts'
import { createPace } from '#electron/practice/kit/pace.ts'
import { createSignIn } from '#electron/practice/kit/sign-in.ts'
import { parseXml, writeXml, type XmlElement } from '#electron/practice/kit/xml.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'

describe('a certificate', () => {
  const subject = { commonName: '64167F0A1B2C', organization: 'Polycom Inc.' }

  it('is self-signed, names its subject and differs from the next one', () => {
    const { cert, key } = makeCertificate(subject)
    const read = new X509Certificate(cert)
    expect(read.subject.split('\n')).toEqual(['CN=64167F0A1B2C', 'O=Polycom Inc.'])
    expect(read.verify(read.publicKey)).toBe(true)
    expect(key).toContain('PRIVATE KEY')
    expect(new X509Certificate(makeCertificate(subject).cert).fingerprint256).not.toBe(read.fingerprint256)
  })

  it.skipIf(!isHere('openssl'))(`is valid for openssl${missing('openssl')}`, async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'certificate.pem')
    writeFileSync(file, makeCertificate({ commonName: 'x'.repeat(200), organization: null }).cert)
    const { code, output } = await run('openssl', ['verify', '-CAfile', file, file])
    expect([code, output.trim()]).toEqual([0, `${file}: OK`])
  })
})

describe('a part of a form', () => {
  const form = (parts: readonly (readonly [string, Buffer])[], boundary: string): Buffer =>
    Buffer.concat([
      ...parts.flatMap(([name, content]) => [
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\n\r\n`),
        content,
        Buffer.from('\r\n'),
      ]),
      Buffer.from(`--${boundary}--\r\n`),
    ])
  const type = (boundary: string) => `multipart/form-data; boundary=${boundary}`

  it('is returned octet by octet, without other parts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (one, two) => {
        const body = form(
          [
            ['a', Buffer.from(one)],
            ['b', Buffer.from(two)],
          ],
          '----9f2aBoundary',
        )
        expect(partOf(type('----9f2aBoundary'), body, 'b')).toEqual(Buffer.from(two))
        expect(partOf(type('----9f2aBoundary'), body, 'c')).toBeNull()
      }),
    )
  })

  it('is null in other bodies', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 300 }), (contentType, body) => {
        expect(partOf(contentType, Buffer.from(body), 'blob-cfg')).toBeNull()
      }),
    )
    expect(partOf(undefined, form([['a', Buffer.from('x')]], 'b'), 'a')).toBeNull()
  })
})

describe('an XML file', () => {
  const name = fc.stringMatching(/^[A-Z][a-z]{0,8}$/)
  // surrounding blanks are not kept
  const text = fc.stringMatching(/^[a-z<>&"'é]{0,12}$/)
  const element: fc.Arbitrary<XmlElement> = fc.letrec<{ element: XmlElement }>((tie) => ({
    element: fc.record({
      name,
      attributes: fc.oneof(
        fc.constant<[string, string][]>([]),
        text.map((value): [string, string][] => [['At', value]]),
      ),
      children: fc.oneof(
        { maxDepth: 3 },
        fc.constant<XmlElement[]>([]),
        fc.array(tie('element'), { maxLength: 3 }),
      ),
      text,
    }),
  })).element

  /** Only an element without children has text. */
  const tidy = (given: XmlElement): XmlElement => ({
    ...given,
    children: given.children.map(tidy),
    text: given.children.length === 0 ? given.text : '',
  })

  it('is read back as written', () => {
    fc.assert(
      fc.property(element, (given) => {
        const tree = tidy(given)
        expect(parseXml(writeXml(tree))).toEqual(tree)
      }),
    )
  })

  it('is null for other text', () => {
    for (const each of ['', 'text', '<a>', '<a></b>', '{"a":1}']) expect(parseXml(each)).toBeNull()
    fc.assert(fc.property(fc.string(), (each) => void parseXml(each)))
  })
})

it('a lock ends after its time, and old tries do not count', () => {
  let now = 0
  const signIn = createSignIn({
    realm: 'Polycom',
    passwordOf: () => '13579',
    lockOut: { tries: 3, withinMs: 60_000, lockMs: 60_000 },
    faults: createFaults(() => undefined),
    now: () => now,
  })
  const tell = (password: string) => {
    const verdict = signIn.checkPassword('Polycom', password)
    return verdict.ok ? 'ok' : verdict.why
  }
  expect([tell('a'), tell('b')]).toEqual(['wrong', 'wrong'])
  now = 60_000
  expect([tell('c'), tell('13579')]).toEqual(['wrong', 'ok'])
  expect([tell('d'), tell('e'), tell('13579')]).toEqual(['wrong', 'wrong', 'locked'])
  now = 119_999
  expect(tell('13579')).toBe('locked')
  now = 120_000
  expect(tell('13579')).toBe('ok')
})

describe('a delay', () => {
  it('longer than a timer can be does not end at once', async () => {
    const switchedOff = new AbortController()
    const pace = createPace(1, switchedOff.signal)
    const long = pace.wait(1e12)
    expect(await pace.wait(20)).toBe(true)
    switchedOff.abort()
    expect(await long).toBe(false)
  })
})
