/** What the driver for AudioCodes phones sends: each write, byte for byte, and what it makes of the replies. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { audiocodesPhone } from '#electron/drivers/audiocodes/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import { kitAt, web } from '../servers.ts'
import {
  applied,
  codeOf,
  filePage,
  formPage,
  infoPage,
  type PhoneOptions,
  phone,
  planned,
  signInPage,
  url,
  writesOf,
} from './phone-device.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../golden/audiocodes/${name}.http`), 'utf8').trimEnd()

const accepted = '<meta http-equiv="refresh" content="0; URL=/mainform.cgi?go=mainframe.htm">'

/** A phone with sessions. Requests that are no GET are kept with method, headers and body. */
async function device({ signIn = accepted, later = infoPage }: { signIn?: string; later?: string } = {}) {
  const sent: string[] = []
  const paths: string[] = []
  let session: string | null = null
  let isPointed = false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    paths.push(`${method} ${path}`)
    if (method !== 'GET') {
      const { host, connection: _connection, ...headers } = request.headers
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      sent.push(
        [`${method} ${path}`, ...head, '', body]
          .join('\n')
          .replaceAll(host ?? '', 'HOST')
          .trimEnd(),
      )
    }
    if (path === '/login.cgi' && method === 'POST') {
      session = `s${sent.length}`
      return void response.setHeader('set-cookie', `session=${session}; path=/`).end(signIn)
    }
    if (session === null || request.headers.cookie !== `session=${session}`)
      return void response.end(signInPage)
    if (path === '/mainform.cgi/reboot.htm') return void request.socket.destroy()
    if (path === '/mainform.cgi/Auto_Provision.htm') {
      isPointed ||= method === 'POST'
      return void response.end(formPage)
    }
    if (path === '/mainform.cgi?go=manu_config.htm') return void response.end(filePage)
    const [held, kind] = isPointed ? [url, 'STATIC'] : ['', 'DYNAMIC']
    if (path.endsWith('.cfg')) {
      return void response.end(`provisioning/method=${kind}\nprovisioning/configuration/url=${held}\n`)
    }
    response.end(later)
  }
  const server = await web((request, response) => void answer(request, response))
  const endSession = () => {
    session = null
  }
  return { ...server, sent, paths, endSession, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('an AudioCodes phone is sent', () => {
  it('the golden sign-in, form and restart', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    const opened = await audiocodesPhone.connect(kit)
    // a form right after the sign-in would be dropped
    expect(server.paths).toEqual(['GET /login.cgi', 'POST /login.cgi', 'GET /mainform.cgi/info.htm'])
    const { edits } = (await opened.provisioning?.plan(url)) ?? { edits: [] }
    expect(await opened.provisioning?.apply(edits)).toMatchObject({
      restarts: false,
      results: [
        { result: 'set', found: url },
        { result: 'set', found: 'STATIC' },
      ],
    })
    await opened.actions?.restart?.()
    expect(server.sent).toEqual(['phone-sign-in', 'phone-form', 'phone-restart'].map(golden))
  })

  it('its password again when the session has ended', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    const opened = await audiocodesPhone.connect(kit)
    server.endSession()
    await opened.actions?.['fetch-now']?.()
    expect(server.paths.slice(3)).toEqual([
      'GET /mainform.cgi/info.htm',
      ...['GET /login.cgi', 'POST /login.cgi', 'GET /mainform.cgi/info.htm', 'GET /mainform.cgi/info.htm'],
      'POST /mainform.cgi/reboot.htm',
    ])
  })

  it.each<[string, { signIn?: string; later?: string }, string]>([
    ['refused with a text', { signIn: '<p>Login failed</p>' }, 'sign-in-refused'],
    ['answered with the form again', { signIn: signInPage }, 'sign-in-refused'],
    ['answered with another page', { signIn: '<h1>It works!</h1>' }, 'unexpected-page'],
    ['forgotten', { later: signInPage }, 'unexpected-page'],
    [
      'followed by a demand for a new password',
      { later: '<form><input type="password" name="a"><input type="password" name="b"></form>' },
      'password-change-needed',
    ],
  ])('one sign-in, which is %s', async (_what, replies, code) => {
    await using server = await device(replies)
    const { kit } = kitAt({ http: server.port })
    expect(await codeOf(audiocodesPhone.connect(kit))).toBe(code)
    expect(server.sent).toHaveLength(1)
  })
})

describe('a write', () => {
  const post = 'POST /mainform.cgi/Auto_Provision.htm'

  it('sends all settings of the plan, fixed values, and the rest as the page has it', async () => {
    const cfg = new Map([
      ['provisioning/method', 'STATIC'],
      ['provisioning/configuration/url', ''],
    ])
    const kit = phone({ cfg })
    expect(await applied(kit)).toMatchObject({ results: [{ result: 'set' }, { result: 'unchanged' }] })
    const [write, more] = writesOf(kit)
    expect(more).toBeUndefined()
    expect(write).toMatchObject({ idempotent: false })
    expect(write?.body).toEqual({
      kind: 'form',
      fields: [
        // the page may show another value than the file
        ['ASU_METHOD', '2'],
        ['CFG_URL', url],
        ['FW_URL', 'http://192.0.2.7/fw'],
        ['NOW_FW', '0'],
        ['NOW_CFG', '0'],
        ['FW_DYN', '0'],
        ['CFG_DYN', '0'],
        ['OPTVAL', '160'],
        ['ASU_PERIOD', '3'],
        ['ASU_HOURS', '12'],
        ['ASU_EDTIME', '0'],
        ['ASU_EDWDAY', '0'],
        ['ASU_EDWTIME', '0'],
        ['ASU_RANDOM', '120'],
      ],
    })
  })

  it.each([
    ['DISABLE', '0'],
    ['DYNAMIC', '1'],
    ['STATIC', '2'],
    ['SFB', 'SFB'],
  ])('puts back the method %s as %s', async (method, code) => {
    const kit = phone()
    const { plan, provisioning } = await planned(kit)
    await provisioning.apply(
      plan.edits.map((edit) => (edit.id === 'provisioning/method' ? { ...edit, after: method } : edit)),
    )
    const { body } = writesOf(kit)[0] ?? {}
    expect(body?.kind === 'form' ? body.fields[0] : null).toEqual(['ASU_METHOD', code])
  })

  it.each<[string, PhoneOptions, object]>([
    [
      'that the phone drops with 301 is refused',
      { keeps: false, replies: { [post]: { status: 301 } } },
      {
        restarts: false,
        results: [
          { result: 'refused', found: '' },
          { result: 'refused', found: 'DYNAMIC' },
        ],
      },
    ],
    [
      'that does not read back after another reply is unknown',
      { keeps: false, replies: { [post]: { status: 500 } } },
      { restarts: true, results: [{ result: 'unknown' }, { result: 'unknown' }] },
    ],
    [
      'that ends with the sign-in page is unknown',
      { keeps: false, replies: { [post]: { body: signInPage } } },
      { restarts: true, results: [{ result: 'unknown' }, { result: 'unknown' }] },
    ],
    [
      'whose reply is lost is proved by reading back',
      { replies: { [post]: new PunchdownError('connection-lost') } },
      { restarts: false, results: [{ result: 'set' }, { result: 'set' }] },
    ],
  ])('%s', async (_what, options, outcome) => {
    expect(await applied(phone(options))).toMatchObject(outcome)
  })

  it('is not sent to a phone without the form', async () => {
    const full = await planned(phone())
    const kit = phone({ replies: { 'GET /mainform.cgi/Auto_Provision.htm': { body: '<form></form>' } } })
    expect(await codeOf(planned(kit))).toBe('setting-missing')
    const { provisioning } = await audiocodesPhone.connect(kit)
    expect(await codeOf(provisioning?.apply(full.plan.edits))).toBe('setting-missing')
    expect(writesOf(kit)).toEqual([])
  })
})

describe('a restart', () => {
  it.each([
    [{ status: 200 }, null],
    [{ status: 202 }, null],
    [{ status: 302 }, null],
    [{ status: 0 }, null],
    [{ status: 500 }, 'unexpected-page'],
    [{ status: 200, body: signInPage }, 'unexpected-page'],
  ])('with the reply %j: %j', async (reply, code) => {
    const kit = phone({ replies: { 'POST /mainform.cgi/reboot.htm': reply } })
    const { actions } = await audiocodesPhone.connect(kit)
    expect(await codeOf(actions?.restart?.())).toBe(code)
    expect(writesOf(kit)).toEqual([
      expect.objectContaining({ dropIsSuccess: true, idempotent: false, path: '/mainform.cgi/reboot.htm' }),
    ])
  })
})
