import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { mask, redactCookie, redactFields, redactText } from '#electron/platform/redaction.ts'
import { Secret } from '#electron/platform/secret.ts'
import fc from '#test/support/property.ts'

describe('text', () => {
  it.each([
    ['http://admin:hunter2@192.0.2.4/a', `http://${mask}@192.0.2.4/a`],
    ['https://p.example/cfg?k=abc123&model=x#top', `https://p.example/cfg?k=${mask}&model=${mask}#top`],
    ['GET /cfg/00085d?key=abc HTTP/1.1', `GET /cfg/00085d?key=${mask} HTTP/1.1`],
    ['adminPassword=hunter2&x', `adminPassword=${mask}&x`],
    ['"sip_secret": "a b"', `"sip_secret": ${mask}`],
    ['Authorization: Digest username="a", response="b"', `Authorization: ${mask}`],
    ['Set-Cookie: SID=8a6f2c; Path=/', `Set-Cookie: ${mask}`],
    ['Basic YWRtaW46YWRtaW4=', `Basic ${mask}`],
    ['INVITE sip:*55*482913@onboarding.test', `INVITE sip:*55*${mask}@onboarding.test`],
    ['http://noam.example/dect', 'http://noam.example/dect'],
    ['Basic realm="base"', 'Basic realm="base"'],
  ])('%s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted)
  })

  it.each(['a', '-', 'password', '?a', '://', 'Basic ', 'secret ', '"', '*55'])(
    'of many %j takes time linear in its length',
    (piece) => {
      const cost = (length: number): number => {
        const text = piece.repeat(Math.ceil(length / piece.length))
        const runs = Array.from({ length: 5 }, () => {
          const from = process.cpuUsage()
          redactText(text)
          const { user } = process.cpuUsage(from)
          return user
        })
        return Math.min(...runs)
      }
      const [short, long] = [cost(100_000), cost(800_000)]
      // eight times the text: sixty-four times the work would be quadratic
      expect(long).toBeLessThan(Math.max(short, 2_000) * 24)
    },
  )
})

it('a cookie keeps its name and attributes', () => {
  expect(redactCookie('SID=8a6f2c; Path=/; HttpOnly')).toBe(`SID=${mask}; Path=/; HttpOnly`)
  expect(redactCookie('HttpOnly')).toBe('HttpOnly')
})

describe('the fields of a log line', () => {
  it('are masked by name and by type, at any depth', () => {
    const planted = 'tulip-7731'
    const names = [
      ...['password', 'adminPwd', 'authorization', 'cookie', 'set-cookie', 'token', 'code', 'signInCode'],
      ...['verification-code', 'community', 'privKey', 'pin', 'credentials', 'client_secret'],
    ]
    for (const name of names) {
      const fields = redactFields({ [name]: planted, deep: { [name]: [planted] } })
      expect(JSON.stringify(fields), name).not.toContain(planted)
    }
    const secret = new Secret(planted)
    const error = new Error(`password=${planted}`)
    expect(JSON.stringify(redactFields({ secret, value: secret, list: [secret], error }))).not.toContain(
      planted,
    )
  })

  it('contain no page', () => {
    expect(redactFields({ page: '<html>tulip</html>', body: 'tulip' })).toEqual({
      page: '(18 characters)',
      body: '(5 characters)',
    })
  })

  it('keep other values', () => {
    const fields = {
      address: '192.0.2.4',
      port: 80,
      code: 'timed-out',
      problem: 'port-in-use',
      facts: { host: 'a', nothing: null },
      keys: 2,
    }
    expect(redactFields(fields)).toEqual(fields)
  })

  it('have a maximum length', () => {
    const circle: Record<string, unknown> = {}
    circle.circle = circle
    expect(redactFields(circle)).toEqual({ circle: { circle: { circle: { circle: '(object)' } } } })
    const [line] = (() => {
      const log = createLog()
      log.write('a', { long: 'x'.repeat(1_000_000), list: Array.from({ length: 1_000 }, () => 1) })
      return log.lines()
    })()
    expect(JSON.stringify(line).length).toBeLessThan(4_000)
  })

  it('of any kind can be written and exported', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything({ withBigInt: false })), (fields) => {
        expect(() => JSON.stringify(redactFields(fields))).not.toThrow()
      }),
    )
  })
})
