/** The configuration files that the Algo driver writes for rehearsal. */
import { describe, expect, it } from 'vitest'
import { algo } from '#electron/drivers/algo/driver.ts'

const { configuration } = algo
const nextUrl = 'http://192.0.2.1/device/ob/1/lang_en/algom0022EE0A1B86.conf'
const account = {
  ...{
    identity: 'a@practice.test',
    user: 'a',
    authUser: 'au',
    password: 'p w',
    displayName: 'A\r\nsip.proxy = b',
  },
  ...{ registrar: '192.0.2.1:5070', transport: 'udp' as const },
}

describe('a file for rehearsal', () => {
  it.each([
    ['algom0022EE0A1B86.conf', '0022EE0A1B86'],
    ['algom0022ee0a1b86.conf', '0022EE0A1B86'],
    ['algop8186.conf', null],
    ['algom001122334455.conf', null],
    ['algom0022EE0A1B86.conf.md5', null],
    ['algom0022EE0A1B86.cfg', null],
    ['xalgom0022EE0A1B86.conf', null],
  ])('is named %s: %s', (file, id) => {
    expect(configuration?.hardwareIdOf(file, '')).toBe(id)
  })

  it.each([
    ['Algo-8186/5.5.1', true],
    ['', true],
    ['curl/8', false],
  ])('is for the User-Agent %j: %s', (agent, isOwn) => {
    expect(configuration?.isUserAgent(agent)).toBe(isOwn)
  })

  it('names the next region without the file, and the account; a value has one line', () => {
    expect(configuration?.write({ nextUrl, account })).toEqual({
      mediaType: 'text/plain; charset=utf-8',
      body: `admin.teams.region = http://192.0.2.1/device/ob/1/lang_en
sip.proxy = practice.test
sip.obproxy = 192.0.2.1:5070
sip.transp = udp
sip.u1.user = a
sip.u1.auth = au
sip.u1.pwd = p w
sip.u1.dname = A sip.proxy = b
`,
    })
  })

  it('has no account before the sign-in', () => {
    expect(configuration?.write({ nextUrl, account: null }).body).toBe(
      'admin.teams.region = http://192.0.2.1/device/ob/1/lang_en\n',
    )
  })
})
