/** A phone on the SIP stack of this project, for what the clients of the suite cannot do: it holds several calls, and refers one to another. */
import type { SipAccount } from '#electron/drivers/driver.ts'
import { DigestClient } from '#electron/platform/digest.ts'
import {
  createSipUserAgent,
  type Destination,
  type Dialog,
  dialogId,
  dialogOfClient,
  dialogOfServer,
  type IncomingRequest,
  requestWithin,
  type SipRequest,
  type SipResponse,
  type SipUserAgent,
} from '#electron/sip/index.ts'

const description = [
  ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
  ...['m=audio 9 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', ''],
].join('\r\n')

/** Answers an INVITE; by default with 486. */
type OnCall = (incoming: IncomingRequest, phone: Phone) => void

export class Phone implements AsyncDisposable {
  /** Requests other than INVITE and ACK: REFER, NOTIFY, BYE. */
  readonly received: SipRequest[] = []
  /** Of calls that were answered, in order. */
  readonly dialogs: Dialog[] = []
  readonly #waiting = new Set<() => void>()
  readonly #account: SipAccount
  #userAgent: SipUserAgent | null = null
  readonly #flow: Destination
  readonly #digest: DigestClient

  private constructor(account: SipAccount) {
    this.#account = account
    const [address = '', port = ''] = account.registrar.split(':')
    this.#flow = { transport: 'udp', address, port: Number(port) }
    this.#digest = new DigestClient(account.authUser, account.password)
  }

  static async open(
    account: SipAccount,
    onCall: OnCall = ({ respond }) => void respond(486),
  ): Promise<Phone> {
    const phone = new Phone(account)
    phone.#userAgent = await createSipUserAgent({
      ...{ address: '127.0.0.1', port: 0 },
      handler(incoming) {
        const { request, respond } = incoming
        if (request.method === 'INVITE') {
          onCall(incoming, phone)
          return
        }
        respond(request.method === 'REFER' ? 202 : 200)
        phone.received.push(request)
        for (const wake of phone.#waiting) wake()
      },
    })
    return phone
  }

  get userAgent(): SipUserAgent {
    if (this.#userAgent === null) throw new Error('the phone is closed')
    return this.#userAgent
  }

  get contact(): string {
    return `<sip:${this.#account.user}@127.0.0.1:${this.userAgent.port}>`
  }

  answer({ request, respond }: IncomingRequest): void {
    const response = respond(200, {
      headers: { Contact: this.contact },
      ...{ body: Buffer.from(description), contentType: 'application/sdp' },
    })
    const dialog = dialogOfServer(request, response)
    if (dialog !== null && this.dialogs.every((each) => dialogId(each) !== dialogId(dialog)))
      this.dialogs.push(dialog)
  }

  /** Resolves with the request of this method that came, or comes, as number `count`. */
  request(method: string, count = 1): Promise<SipRequest> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.received.filter((each) => each.method === method)[count - 1]
        if (found === undefined) return
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  register(): Promise<SipResponse> {
    return this.#signed(
      'REGISTER',
      `sip:${this.#account.registrar}`,
      `<sip:${this.#account.identity}>`,
      (request) => this.userAgent.send(request, this.#flow),
    )
  }

  /** The final response, and the dialog of a 2xx. */
  async call(
    dialled: string,
    options: { headers?: Record<string, string>; signal?: AbortSignal; body?: string } = {},
  ): Promise<{ response: SipResponse; dialog: Dialog | null }> {
    const uri = `sip:${dialled}@${this.#account.registrar}`
    let dialog: Dialog | null = null
    const response = await this.#signed(
      'INVITE',
      uri,
      `<${uri}>`,
      (request) =>
        new Promise((resolve, reject) => {
          const outgoing = this.userAgent.invite(request, this.#flow, (event) => {
            if (event.kind === 'success') {
              outgoing.acknowledge(event.response)
              dialog = dialogOfClient(request, event.response)
              resolve(event.response)
            } else if (event.kind === 'failure') resolve(event.response)
            else if (event.kind !== 'provisional') reject(new Error(event.kind))
          })
          options.signal?.addEventListener('abort', () => outgoing.cancel())
        }),
      options.headers,
      options.body ?? description,
    )
    return { response, dialog }
  }

  /** SUBSCRIBE for the own address of record, or for another. */
  async subscribe(
    headers: Record<string, string>,
    identity = this.#account.identity,
  ): Promise<{ response: SipResponse; dialog: Dialog | null }> {
    const uri = `sip:${identity}`
    let dialog: Dialog | null = null
    const response = await this.#signed(
      'SUBSCRIBE',
      uri,
      `<${uri}>`,
      async (request) => {
        const answered = await this.userAgent.send(request, this.#flow)
        dialog = dialogOfClient(request, answered)
        return answered
      },
      headers,
    )
    return { response, dialog }
  }

  /** One request within a dialog. */
  within(
    dialog: Dialog | null,
    method: string,
    options: { headers?: Record<string, string>; body?: string; contentType?: string } = {},
  ): Promise<SipResponse> {
    if (dialog === null) throw new Error('the call was not answered')
    const { dialog: next, request } = requestWithin(dialog, method)
    return this.userAgent.send(
      this.userAgent.newRequest(method, request.uri, {
        ...{ from: next.local, to: next.remote, callId: next.callId, cseq: next.localSeq },
        ...{ flow: this.#flow, contact: this.contact, ...options },
      }),
      this.#flow,
    )
  }

  async #signed(
    method: string,
    uri: string,
    to: string,
    send: (request: SipRequest) => Promise<SipResponse>,
    headers: Record<string, string> = {},
    sdp: string | null = null,
  ): Promise<SipResponse> {
    const body = sdp === null ? {} : { body: sdp, contentType: 'application/sdp' }
    for (;;) {
      const authorization = this.#digest.header(method, uri)
      const request = this.userAgent.newRequest(method, uri, {
        ...{ from: `<sip:${this.#account.identity}>`, to, flow: this.#flow, contact: this.contact, ...body },
        headers: { ...headers, ...(authorization === null ? {} : { Authorization: authorization }) },
      })
      const response = await send(request)
      if (response.status !== 401 || !this.#digest.accept(response.headers.all('WWW-Authenticate')))
        return response
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#userAgent?.[Symbol.asyncDispose]()
  }
}
