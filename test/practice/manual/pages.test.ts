/** Sessions and forms of kit/manual-pages.ts with a clock of the test. */
import { describe, expect, it } from 'vitest'
import { createFaults } from '#electron/practice/kit/faults.ts'
import { createManualPages } from '#electron/practice/kit/manual-pages.ts'
import { createSignIn } from '#electron/practice/kit/sign-in.ts'
import type { DeviceReply, DeviceRequest } from '#electron/practice/kit/web-server.ts'

const minute = 60_000

/** Pages with one selection, and a visitor without a network. */
function startPages() {
  let time = 0
  const stored: string[] = []
  const faults = createFaults(() => undefined)
  const signIn = createSignIn({
    ...{ realm: 'test', lockOut: null, faults, now: () => time },
    passwordOf: (user) => (user === 'admin' ? 'right' : null),
  })
  const pages = createManualPages({
    ...{ heading: 'Test', signIn, now: () => time, gate: () => null },
    pages: () => [
      {
        ...{ path: '/', title: 'Colour', button: 'Save' },
        fields: [{ key: 'colour', label: 'Colour', value: 'red', kind: 'text', choices: ['red', 'blue'] }],
        submit(values, keep) {
          if (keep) stored.push(values.get('colour') ?? '')
          return null
        },
      },
    ],
  })
  const request = (path: string, cookie: string, body: string | null, keep = true): DeviceReply => {
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    const head = { method: body === null ? 'GET' : 'POST', path, query: new URLSearchParams(), rawQuery: '' }
    const whole: DeviceRequest = {
      ...{ ...head, headers, html: true, secure: false, user: null, keep },
      ...{ body: body ?? '', bytes: Buffer.from(body ?? '') },
    }
    return pages.answer(whole)
  }
  const textOf = (reply: DeviceReply): string => ('body' in reply ? reply.body : reply.kind)
  const names = (reply: DeviceReply): string[] =>
    [...textOf(reply).matchAll(/name="(\w+)"/g)].map(([, name = '']) => name)
  return {
    ...{ request, textOf, names, stored, pages },
    wait: (ms: number) => {
      time += ms
    },
    signIn(password = 'right'): string {
      const [user = '', secret = ''] = names(request('/', '', null))
      const reply = request('/sign-in', '', `${user}=admin&${secret}=${password}`)
      const headers = 'headers' in reply ? reply.headers : undefined
      return headers?.['Set-Cookie']?.split(';')[0] ?? ''
    },
    isOpen: (cookie: string): boolean => textOf(request('/', cookie, null)).includes('<select'),
  }
}

describe('a session', () => {
  it('ends ten minutes after its last request, at a reset, and is not opened by a wrong password', () => {
    const test = startPages()
    expect(test.signIn('wrong')).toBe('')
    const cookie = test.signIn()
    test.wait(9 * minute)
    expect(test.isOpen(cookie)).toBe(true)
    test.wait(9 * minute)
    expect(test.isOpen(cookie)).toBe(true)
    test.wait(10 * minute)
    expect(test.isOpen(cookie)).toBe(false)
    const next = test.signIn()
    test.pages.reset()
    expect(test.isOpen(next)).toBe(false)
    expect(test.isOpen('session=0123456789abcdef0123456789abcdef')).toBe(false)
  })

  it('ends when eight others were opened', () => {
    const test = startPages()
    const first = test.signIn()
    const others = Array.from({ length: 7 }, () => test.signIn())
    expect(test.isOpen(first)).toBe(true)
    const last = test.signIn()
    expect(test.isOpen(first)).toBe(false)
    expect([...others, last].filter((cookie) => !test.isOpen(cookie))).toEqual([])
  })
})

describe('a form', () => {
  it('is accepted with one of its choices, and stored unless that is forgotten', () => {
    const test = startPages()
    const cookie = test.signIn()
    const [name = ''] = test.names(test.request('/', cookie, null))
    for (const body of ['', `${name}=green`, 'colour=blue'])
      expect(test.textOf(test.request('/', cookie, body))).toContain('not complete')
    expect(test.request('/', cookie, `${name}=blue`, false).kind).toBe('accepted')
    expect(test.stored).toEqual([])
    expect(test.request('/', cookie, `${name}=blue`).kind).toBe('accepted')
    expect(test.stored).toEqual(['blue'])
    expect(test.request('/absent', cookie, `${name}=blue`).kind).toBe('not-found')
    expect(test.textOf(test.request('/', '', `${name}=red`))).toContain('Sign in')
    expect(test.stored).toEqual(['blue'])
  })
})
