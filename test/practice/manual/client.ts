/** A person at the pages of kit/manual-pages.ts, with curl: finds each field by its label. */
import { type CurlReply, curl } from '../curl.ts'

export interface Visitor {
  /** Signs in, then opens the page; the reply of a sign-in that failed instead. */
  open(path: string, ...args: readonly string[]): Promise<CurlReply>
  /** Signs in, opens the page, fills the fields of these labels and submits. The reply of the step that failed instead. */
  fill(path: string, fields: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CurlReply>
}

/** Field names by label: `<label>User <input type="text" name="f3a9c01d2" …`. */
function fieldsOf(body: string): ReadonlyMap<string, string> {
  const labels = body.matchAll(/<label>([^<]+) <(?:input|select)[^>]* name="(f\w+)"/g)
  return new Map([...labels].map(([, label = '', name = '']) => [label, name]))
}

/** Value of the field with that label; null without one. */
export function fieldValue(body: string, label: string): string | null {
  const name = fieldsOf(body).get(label)
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? null
}

const actionOf = (body: string): string => /<form method="post" action="([^"]+)"/.exec(body)?.[1] ?? '/'

/** `way` is the sign-in of the device: a form and a session, or HTTP Basic. */
export function visit(
  url: () => string,
  user: string,
  password: string,
  way: 'form' | 'basic' = 'form',
): Visitor {
  // curl sends a request again by itself when a connection that it reuses is cut
  const request = (...args: readonly string[]) => curl('-m', '10', '-H', 'Connection: close', ...args)
  const submit = (page: CurlReply, fields: Readonly<Record<string, string>>, args: readonly string[]) => {
    const names = fieldsOf(page.body)
    const pairs = Object.entries(fields).flatMap(([label, value]) => [
      '--data-urlencode',
      `${names.get(label) ?? label}=${value}`,
    ])
    const body = pairs.length === 0 ? ['-d', ''] : pairs
    return request(...args, ...body, `${url()}${actionOf(page.body)}`)
  }
  const signIn = async (args: readonly string[]): Promise<CurlReply | readonly string[]> => {
    if (way === 'basic') return ['--basic', '-u', `${user}:${password}`]
    const page = await request(...args, `${url()}/`)
    if (!fieldsOf(page.body).has('User')) return page
    const reply = await submit(page, { User: user, Password: password }, args)
    const cookie = /session=\w+/.exec(reply.headers.get('set-cookie') ?? '')?.[0]
    return cookie === undefined ? reply : ['-H', `Cookie: ${cookie}`]
  }
  const isReply = (outcome: CurlReply | readonly string[]): outcome is CurlReply => 'status' in outcome
  const open: Visitor['open'] = async (path, ...args) => {
    const session = await signIn(args)
    return isReply(session) ? session : request(...args, ...session, `${url()}${path}`)
  }
  return {
    open,
    async fill(path, fields, ...args) {
      const session = await signIn([])
      if (isReply(session)) return session
      const page = await request(...session, `${url()}${path}`)
      const labels = fieldsOf(page.body)
      const isThere = page.body.includes('<form') && Object.keys(fields).every((label) => labels.has(label))
      return isThere ? submit(page, fields, [...session, ...args]) : page
    },
  }
}
