/** A practice device as the shared fault suite uses it. */
import { startPractice } from '#test/support/practice.ts'
import { type CurlReply, curl } from './curl.ts'
import { request, type SignedIn } from './yealink/client.ts'

export interface Started extends AsyncDisposable {
  readonly practice: Awaited<ReturnType<typeof startPractice>>
  /** Signed in; `args` stand in front of the URL. */
  read(...args: readonly string[]): Promise<CurlReply>
  /** Signed in with a wrong password. */
  guess(): Promise<CurlReply>
  write(value: string): Promise<CurlReply>
  /** The written value as read back; null while the device is not readable. */
  stored(): Promise<string | null>
}

export interface Kind {
  readonly name: string
  /** `flashFolder` is that of its flash memory; without it, nothing is kept. */
  start(pace?: number, flashFolder?: string): Promise<Started>
  /** Has HTTPS. */
  readonly secure: boolean
  /** Why a response refuses the sign-in; null for another response. */
  refusal(reply: CurlReply): 'wrong' | 'locked' | null
  /** Response while the interface is switched off. */
  isOff(reply: CurlReply): boolean
  /** Response while the password has to be changed first. */
  demandsPassword(reply: CurlReply): boolean
  /** Text of a page with a letter outside ASCII; null for a device without one. */
  readonly foreign: string | null
}

export const refusalByStatus = ({ status }: CurlReply) =>
  status === 401 ? 'wrong' : status === 403 ? 'locked' : null

/** Starts a device; `sign` are curl's arguments for an account, `submit` those of a write. */
export async function started(
  options: {
    readonly devices?: readonly unknown[]
    readonly pace?: number
    readonly flashFolder?: string
  },
  device: {
    readonly sign: (password?: string) => readonly string[]
    readonly path: string
    readonly submit: (value: string, url: string) => readonly string[]
    readonly value: RegExp
  },
): Promise<Started> {
  const practice = await startPractice(options)
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  // curl sends a request again by itself when a connection that it reuses is cut
  const request = (...args: readonly string[]) => curl('-m', '10', '-H', 'Connection: close', ...args)
  return {
    practice,
    read: (...args) => request(...device.sign(), ...args, `${url()}${device.path}`),
    guess: () => request(...device.sign('wrong'), `${url()}${device.path}`),
    write: (value) => request(...device.sign(), ...device.submit(value, url())),
    async stored() {
      const reply = await request(...device.sign(), `${url()}${device.path}`)
      return device.value.exec(reply.body)?.[1] ?? null
    },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

export const digest =
  (user: string, right: string) =>
  (password = right): readonly string[] => ['--digest', '-u', `${user}:${password}`]

/** Starts a device whose requests need a session; `url` is the interface's, `path` that of a page with the value. */
export async function startedWithSession(
  options: { readonly devices: readonly unknown[]; readonly pace: number },
  device: {
    readonly password: string
    readonly signIn: (url: string, password: string, ...args: readonly string[]) => Promise<SignedIn>
    readonly read: (url: string) => readonly string[]
    readonly submit: (value: string, token: string, url: string) => readonly string[]
    readonly value: RegExp
  },
): Promise<Started> {
  const practice = await startPractice(options)
  const signedIn = async (
    password: string,
    args: readonly string[],
    next: (token: string, url: string) => readonly string[],
  ): Promise<CurlReply> => {
    const url = `http://127.0.0.1:${practice.site.status().ports.http}`
    const session = await device.signIn(url, password, ...args)
    if (!session.ok) return session.refusal
    return request(
      ...args,
      ...session.cookie,
      '-H',
      `X-CSRFToken: ${session.token}`,
      ...next(session.token, url),
    )
  }
  const read = (password: string, ...args: readonly string[]) =>
    signedIn(password, args, (_token, url) => device.read(url))
  return {
    practice,
    read: (...args) => read(device.password, ...args),
    guess: () => read('wrong'),
    write: (value) => signedIn(device.password, [], (token, url) => device.submit(value, token, url)),
    stored: async () => device.value.exec((await read(device.password)).body)?.[1] ?? null,
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}
