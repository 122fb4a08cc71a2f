/** What the Snom driver sends: each write, byte for byte, and what it makes of the replies. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { snom } from '#electron/drivers/snom/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import { kitAt, web } from '../servers.ts'
import { applied, codeOf, forbidden, phone, phoneKit, updatePage, url, writesOf } from './phone.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../golden/snom/${name}.http`), 'utf8').trimEnd()

/** A phone with a guard against cross-site requests, or without one. Requests are kept with method, headers and body. */
async function device(tag: string | null) {
  const sent: string[] = []
  let isPointed = false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    const { host, connection: _connection, ...headers } = request.headers
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const isWrite = method === 'POST' || path.includes('?')
    if (isWrite) {
      sent.push(
        [`${method} ${path}`, ...head, '', body]
          .join('\n')
          .replaceAll(host ?? '', 'HOST')
          .trimEnd(),
      )
    }
    if (tag !== null && path.includes('?')) return void response.writeHead(403).end('Forbidden')
    if (path.includes('reboot=')) return void response.writeHead(302, { location: '/' }).end()
    if (path === '/advanced_network.htm' && method === 'GET') {
      return void response.end(
        `<form><input type="hidden" name="tag" value="n1"><input type="submit" name="CONFIRM_REBOOT"></form>`,
      )
    }
    if (path === '/advanced_network.htm') {
      return void response.end(
        '<form><input type="hidden" name="tag" value="n2"><input type="submit" name="REBOOT"></form>',
      )
    }
    if (path === '/confirm.htm') return void request.socket.destroy()
    isPointed ||= isWrite
    response.end(updatePage(isPointed ? { tag, server: url, policy: 'auto_update' } : { tag }))
  }
  const server = await web((request, response) => void answer(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('a Snom phone is sent', () => {
  it.each<[string, string | null, string[]]>([
    ['queries', null, ['write-query', 'restart-query']],
    // the restart by query is refused first
    ['forms', 't&1', ['write-form', 'restart-query', 'restart-form', 'restart-confirm']],
  ])('the golden %s', async (_what, tag, goldens) => {
    await using server = await device(tag)
    const { kit } = kitAt({ http: server.port })
    const opened = await snom.connect(kit)
    const { edits, after } = (await opened.provisioning?.plan(url)) ?? { edits: [], after: null }
    expect(after).toBe('at-next-start')
    expect(await opened.provisioning?.apply(edits)).toMatchObject({
      restarts: false,
      results: [
        { result: 'set', found: url },
        { result: 'set', found: 'auto_update' },
      ],
    })
    await opened.actions?.restart?.()
    expect(server.sent).toEqual(goldens.map(golden))
  })
})

describe('a write', () => {
  it('goes by query, with the settings that differ', async () => {
    const kit = phone({ policy: 'auto_update' })
    const { done } = await applied(kit)
    expect(done).toMatchObject({
      restarts: false,
      results: [
        { id: 'setting_server', result: 'set', found: url },
        { id: 'update_policy', result: 'unchanged' },
      ],
    })
    expect(writesOf(kit)).toEqual(['GET /dummy.htm'])
    const path = kit.asked.find((each) => each.path.startsWith('/dummy.htm'))?.path
    expect(path).toBe(
      `/dummy.htm?settings=save&setting_server=${encodeURIComponent(url)}&store_settings=save`,
    )
  })

  it('goes by form where the phone demands a hidden field', async () => {
    const kit = phone({ tag: 't1' })
    expect((await applied(kit)).done).toMatchObject({
      restarts: false,
      results: [{ result: 'set' }, { result: 'set' }],
    })
    expect(writesOf(kit)).toEqual(['POST /advanced_update.htm'])
    expect(kit.asked.find(({ method }) => method === 'POST')?.body).toEqual({
      kind: 'form',
      fields: [
        ['tag', 't1'],
        ['setting_server', url],
        ['update_policy', 'auto_update'],
        ['Settings', 'Save'],
      ],
    })
  })

  it('goes by form after a refused query', async () => {
    const kit = phone({ reply: ({ method }) => (method === 'GET' ? forbidden : {}) })
    expect((await applied(kit)).done).toMatchObject({
      restarts: false,
      results: [{ result: 'set' }, { result: 'set' }],
    })
    expect(writesOf(kit)).toEqual(['GET /dummy.htm', 'POST /advanced_update.htm'])
  })

  it('that query and form are refused ends with interface-off', async () => {
    const kit = phone({ reply: () => forbidden })
    await expect(applied(kit)).rejects.toMatchObject({
      code: 'interface-off',
      facts: { address: '192.0.2.1', service: expect.stringContaining('restrict_uri_queries') },
    })
    expect(writesOf(kit)).toEqual(['GET /dummy.htm', 'POST /advanced_update.htm'])
  })

  it('whose refusal is another is not sent again', async () => {
    const kit = phone({ reply: () => new PunchdownError('sign-in-refused') })
    expect(await codeOf(applied(kit))).toBe('sign-in-refused')
    expect(writesOf(kit)).toEqual(['GET /dummy.htm'])
  })

  it.each([
    ['t1', 500],
    [null, 302],
  ])('with hidden field %j and reply %d is unknown when it does not read back', async (tag, status) => {
    const kit = phone({ tag, reply: () => ({ status }) })
    expect((await applied(kit)).done).toMatchObject({
      restarts: true,
      results: [{ result: 'unknown' }, { result: 'unknown' }],
    })
    expect(writesOf(kit)).toHaveLength(1)
  })

  it.each(['t1', null])(
    'with hidden field %j that the phone takes and does not keep is refused',
    async (tag) => {
      const { done } = await applied(phone({ tag, keeps: false }))
      expect(done).toMatchObject({
        restarts: false,
        results: [{ result: 'refused', found: '' }, { result: 'refused' }],
      })
    },
  )

  it('is not repeated by the kit', async () => {
    for (const kit of [phone(), phone({ tag: 't1' })]) {
      await applied(kit)
      const isWrite = ({ method, path }: (typeof kit.asked)[number]) => method !== 'GET' || path.includes('?')
      const [sent, more] = kit.asked.filter(isWrite)
      expect(sent?.idempotent).toBe(false)
      expect(sent?.dropIsSuccess ?? false).toBe(false)
      expect(more).toBeUndefined()
    }
  })
})

describe('a restart', () => {
  const restarted = async (answer: Parameters<typeof phoneKit>[0]) => {
    const kit = phoneKit((request) =>
      request.path === '/advanced_update.htm' ? { body: updatePage() } : answer(request),
    )
    const { actions } = await snom.connect(kit)
    const code = await codeOf(actions?.restart?.())
    const drops = kit.asked
      .filter(({ method }) => method === 'POST')
      .map(({ dropIsSuccess }) => dropIsSuccess)
    expect(drops).toEqual([false, true].slice(0, drops.length))
    return { code, asked: kit.asked.slice(1).map(({ method, path }) => `${method} ${path}`) }
  }
  const query = 'GET /advanced_update.htm?reboot=Reboot'
  const forms = ['GET /advanced_network.htm', 'POST /advanced_network.htm', 'POST /confirm.htm']
  /** Forms of the restart, with the status of the last reply. */
  const byForms =
    (status: number, confirmation = '<form><input name="REBOOT"></form>') =>
    ({ method, path }: { method: string; path: string }) => {
      if (path.includes('?')) return forbidden
      if (path === '/confirm.htm') return { status }
      return { body: method === 'GET' ? '<form><input name="CONFIRM_REBOOT"></form>' : confirmation }
    }

  it.each([
    [302, null],
    [0, null],
    [200, 'unexpected-page'],
    [500, 'unexpected-page'],
  ])('with the reply %d: %j', async (status, code) => {
    expect(await restarted(() => ({ status }))).toEqual({ code, asked: [query] })
  })

  it.each([
    [302, null],
    [200, null],
    [0, null],
    [500, 'unexpected-page'],
  ])('by forms, with the reply %d: %j', async (status, code) => {
    expect(await restarted(byForms(status))).toEqual({ code, asked: [query, ...forms] })
  })

  it('by forms goes no further than an unexpected page', async () => {
    expect(await restarted(byForms(302, '<form><input name="other"></form>'))).toEqual({
      ...{ code: 'unexpected-page', asked: [query, ...forms.slice(0, 2)] },
    })
    const closed = ({ path }: { path: string }) =>
      path.includes('?') ? forbidden : { status: 404, body: '<form><input name="CONFIRM_REBOOT"></form>' }
    expect(await restarted(closed)).toEqual({ code: 'unexpected-page', asked: [query, forms[0]] })
  })

  it('that is refused otherwise is not tried by forms', async () => {
    const refused = await restarted(() => {
      throw new PunchdownError('timed-out')
    })
    expect(refused).toEqual({ code: 'timed-out', asked: [query] })
  })

  it('is the way to fetch', async () => {
    const kit = phoneKit(({ path }) => (path.includes('?') ? { status: 302 } : { body: updatePage() }))
    const { actions } = await snom.connect(kit)
    await actions?.['fetch-now']?.()
    expect(kit.asked.at(-1)).toMatchObject({
      ...{ method: 'GET', path: '/advanced_update.htm?reboot=Reboot' },
      ...{ idempotent: false, dropIsSuccess: true, keepsRedirect: true },
    })
  })
})
