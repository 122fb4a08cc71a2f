/** An Algo device as its replies, for tests of the driver. */
import { algo } from '#electron/drivers/algo/driver.ts'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { PunchdownError } from '#shared/errors.ts'
import { type FakeKit, fakeKit } from '../fake-kit.ts'

export const url = 'http://192.0.2.1'

export const json = (value: unknown): Partial<WebReply> => ({ body: JSON.stringify(value) })

export interface SpeakerOptions {
  readonly settings?: Readonly<Record<string, unknown>>
  /** Reply to a request other than one for a setting; an error is thrown instead. */
  readonly reply?: (request: WebRequest) => Partial<WebReply> | PunchdownError
  readonly keeps?: boolean
}

/** A device with Teams off, unless the options say otherwise. */
export function speaker({ settings, reply = () => ({}), keeps = true }: SpeakerOptions = {}): FakeKit {
  const held = new Map<string, unknown>(
    Object.entries({
      ...{ 'admin.web.api': '1', 'admin.teams.use': '0', 'admin.teams.region': '' },
      ...settings,
    }),
  )
  return fakeKit((request) => {
    const { method, path, body } = request
    const key = /^\/api\/settings\/(.+)$/.exec(path)?.[1]
    if (method === 'GET' && key !== undefined) {
      return held.has(key) ? json({ [key]: held.get(key) }) : { status: 404, body: 'Not Found' }
    }
    const answered = reply(request)
    if (answered instanceof PunchdownError) throw answered
    if (keeps && method === 'PUT' && (answered.status ?? 200) === 200 && body?.kind === 'json') {
      for (const [name, value] of Object.entries(body.value)) held.set(name, value)
    }
    return answered
  })
}

/** A device whose REST API is off. */
export const closed = (): FakeKit => fakeKit(() => ({ status: 404, body: 'Not Found' }))

export const sessionWith = (options: SpeakerOptions = {}) => algo.connect(speaker(options))

export async function applied(kit: FakeKit) {
  const { provisioning } = await algo.connect(kit)
  const { edits } = (await provisioning?.plan(url)) ?? { edits: [] }
  return { edits, done: await provisioning?.apply(edits) }
}

export const codeOf = (promise: Promise<unknown> | undefined): Promise<string | null> =>
  (promise ?? Promise.reject(new Error('no such capability'))).then(
    () => null,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )
