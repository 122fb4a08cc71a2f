/** What the driver of Cisco adapters makes of their pages and replies. */
import { describe, expect, it } from 'vitest'
import { ciscoAta } from '#electron/drivers/cisco/driver.ts'
import type { WebReply } from '#electron/drivers/kit/kit.ts'
import {
  type Answer,
  applied,
  codeOf,
  kitWith,
  newPassword,
  session,
  settingsPage,
  signInForm,
  taking,
  told,
  welcome,
} from './cisco-device.ts'

describe('an adapter', () => {
  const first: Answer = ({ path }) => ({ body: path === '/' ? signInForm : settingsPage('/a') })

  it.each<[Partial<WebReply>, string | null]>([
    [{ body: welcome }, null],
    [{ body: '<html><head></head><body> </body></html>' }, 'sign-in-refused'],
    [{ body: signInForm }, 'sign-in-refused'],
    [{ status: 401, body: 'no' }, 'sign-in-refused'],
    [{ status: 403, body: 'no' }, 'sign-in-refused'],
    [{ body: newPassword }, 'password-change-needed'],
    [{ body: '<h1>It works!</h1>' }, 'unexpected-page'],
    [{ body: '<form action="apply.cgi;session_id="></form>It works!' }, 'unexpected-page'],
    [{ body: '<form action="apply.cgi"></form>It works!' }, 'unexpected-page'],
    [{ body: `<form></form><form action="apply.cgi;session_id=${session};x"></form>` }, null],
  ])('answers its sign-in with %j: %s', async (reply, code) => {
    const kit = kitWith(first, reply)
    expect(await codeOf(ciscoAta.connect(kit))).toBe(code)
    expect(kit.signIns()).toBe(1)
    if (code === null) expect(kit.asked.at(-1)?.path).toBe(`/admin/voice/;session_id=${session}`)
  })

  it.each<[Partial<WebReply>, string]>([
    [{ body: newPassword }, 'password-change-needed'],
    [{ body: signInForm }, 'unexpected-page'],
    [{ status: 500, body: settingsPage('/a') }, 'unexpected-page'],
    [{ body: '<h1>It works!</h1>' }, 'unexpected-page'],
  ])('with the page %j: %s', async (reply, code) => {
    expect(
      await codeOf(ciscoAta.connect(kitWith((request) => (request.path === '/' ? first(request) : reply)))),
    ).toBe(code)
  })

  it('with a demand for a new password in place of its form is not signed in to', async () => {
    const kit = kitWith(() => ({ body: newPassword }))
    expect(await codeOf(ciscoAta.connect(kit))).toBe('password-change-needed')
    expect(kit.signIns()).toBe(0)
  })

  it('is signed in to again when its session has ended', async () => {
    let isEnded = false
    const kit = kitWith((request) => {
      if (!isEnded || request.path === '/') return first(request)
      isEnded = false
      return { body: signInForm }
    })
    const opened = await ciscoAta.connect(kit)
    isEnded = true
    expect((await opened.read()).length).toBe(2)
    expect(kit.signIns()).toBe(2)
  })

  it('that answers a form with its sign-in page has not taken it', async () => {
    const { done } = await applied(ciscoAta, taking(99, { body: signInForm }))
    expect({ told: told(done?.results), restarts: done?.restarts }).toEqual({
      told: ['unknown'],
      restarts: true,
    })
  })

  const status = `<tr><td>Product Name</td><td>ATA191-MPP</td></tr><tr><td>Software Version</td><td>11-2-2MPP0101-013 Apr 25 2022</td></tr>`
  it.each<[Partial<WebReply>, string | null]>([
    [{ body: status }, null],
    [{ body: status.replace('Product', '') }, 'unexpected-page'],
    [{ status: 500, body: status }, 'unexpected-page'],
  ])('describes itself with %j: %s', async (reply, code) => {
    const kit = kitWith((request) => (request.path.startsWith('/Status_Router.asp') ? reply : first(request)))
    const opened = await ciscoAta.connect(kit)
    expect(await codeOf(opened.describe())).toBe(code)
    if (code === null) {
      expect(await opened.describe()).toMatchObject({ model: 'ATA191-MPP', firmware: '11-2-2MPP0101-013' })
    }
  })

  const line = (port: number, user: string) =>
    `<div id="Line ${port}"><td>User ID:</td><td><input name="4${port}" value="${user}"></td></div>`
  const row = (section: string, label: string, state: string) =>
    `<div id="${section}"><table><tr><td>${label}:</td><td>${state}</td></tr></table></div>`
  it.each([
    ['nothing', '', ['', ''], [null, null], ['not-known', 'not-known']],
    [
      'rows of both lines',
      row('Information', 'Line 1 Registration State', 'Registered') +
        row('Information', 'Line 2 Registration State', 'Not Registered') +
        line(1, 'port1') +
        line(2, ''),
      ['Registered', 'Not Registered'],
      ['port1', null],
      ['registered', 'not-registered'],
    ],
    [
      'sections of the lines',
      row('Line 2 Status', 'Registration State', 'Registered') +
        row('Line 10 Status', 'Registration State', 'x') +
        row('Line 1', 'Registration State', 'Failed'),
      ['Failed', 'Registered'],
      [null, null],
      ['not-known', 'registered'],
    ],
  ])('lists its ports with %s', async (_what, more, states, identities, registrations) => {
    const body = settingsPage('/a', more)
    const opened = await ciscoAta.connect(
      kitWith((request) => (request.path === '/' ? first(request) : { body })),
    )
    expect(await opened.ports?.list()).toEqual(
      [0, 1].map((at) => ({
        ...{ port: at + 1, state: states[at], identity: identities[at], registration: registrations[at] },
      })),
    )
  })

  it.each<[Partial<WebReply>, string | null]>([
    [{}, null],
    [{ status: 0, body: signInForm }, null],
    [{ status: 404 }, 'unexpected-page'],
    [{ body: signInForm }, 'unexpected-page'],
  ])('restarts with the reply %j: %s', async (reply, code) => {
    const kit = kitWith((request) => (request.path.startsWith('/apply.cgi') ? reply : first(request)))
    const opened = await ciscoAta.connect(kit)
    expect(await codeOf(opened.actions?.restart?.())).toBe(code)
    expect(kit.asked.at(-1)).toMatchObject({
      ...{ method: 'POST', path: `/apply.cgi;session_id=${session}`, idempotent: false, dropIsSuccess: true },
    })
  })
})
