/** A kit without sockets: answers each request with a function, and keeps requests and pauses. */
import type { Kit, WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { PunchdownError } from '#shared/errors.ts'

export interface FakeKit extends Kit {
  readonly asked: WebRequest[]
  /** Milliseconds of each pause. */
  readonly pauses: number[]
}

export function fakeKit(answer: (request: WebRequest) => Partial<WebReply>): FakeKit {
  const asked: WebRequest[] = []
  const pauses: number[] = []
  return {
    ...{ asked, pauses, address: '192.0.2.1' },
    channel: () => null,
    async request(request) {
      asked.push(request)
      return { status: 200, headers: {}, body: '', ...answer(request) }
    },
    signIn: async () => undefined,
    pause: async (ms) => void pauses.push(ms),
    unexpectedPage: (reply, path, expected) =>
      new PunchdownError('unexpected-page', { status: reply.status, path, expected }),
    async [Symbol.asyncDispose]() {},
  }
}
