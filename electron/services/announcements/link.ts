/** The sockets of one link: a member of the PnP group, a socket for the 200, and a user agent for the NOTIFY. */
import { createSocket, type Socket } from 'node:dgram'
import { listen } from '../../platform/sockets.ts'
import { systemTiming, type Timing } from '../../platform/timing.ts'
import { datagrams, groupSocket } from '../../probes/multicast.ts'
import { createSipUserAgent } from '../../sip/index.ts'
import { type NotifyForm, notifyEvent, okFor, readSubscribe, type Subscribe } from './subscribe.ts'

const group = '224.0.1.75'
const groupPort = 5060
/** Time for the 200 to a NOTIFY. A phone waits about 5 s at boot; another form is tried within that time. Ours. */
const answerMs = 2_000

export interface PnpLink extends AsyncDisposable {
  /** Of the laptop on this link. */
  readonly address: string
  /** SUBSCRIBEs with their source until the signal fires. */
  subscribes(signal: AbortSignal): AsyncIterable<{ readonly subscribe: Subscribe; readonly from: string }>
  /** Answers 200 to the address; resolves when it was sent, so that the NOTIFY does not overtake it. */
  accept(subscribe: Subscribe, to: string): Promise<void>
  /** Sends the NOTIFY with the URL to the address; true when the phone answered 2xx. */
  notify(subscribe: Subscribe, to: string, url: string, form: NotifyForm): Promise<boolean>
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openPnpLink(address: string, timing: Timing = systemTiming): Promise<PnpLink> {
  await using open = new AsyncDisposableStack()
  const member = await groupSocket(group, groupPort, address)
  open.defer(() => closeQuietly(member))
  const reply = createSocket('udp4')
  open.defer(() => closeQuietly(reply))
  await listen(reply, { address, port: 0, protocol: 'udp' })
  const agent = open.use(
    await createSipUserAgent({ address, port: 0, handler: (incoming) => void incoming.respond(501) }),
  )
  const own = `${address}:${agent.port}`
  const owned = open.move()
  return {
    address,
    async *subscribes(signal) {
      for await (const { octets, from } of datagrams([member], signal)) {
        const subscribe = readSubscribe(octets)
        if (subscribe !== null) yield { subscribe, from }
      }
    },
    accept: (subscribe, to) =>
      new Promise((resolve) => {
        reply.send(okFor(subscribe, 'punchdown', own), subscribe.port, to, () => resolve())
      }),
    async notify(subscribe, to, url, form) {
      const flow = { transport: 'udp', address: to, port: subscribe.port } as const
      const request = agent.newRequest('NOTIFY', `sip:${to}:${subscribe.port}`, {
        ...(form === 'standard'
          ? { from: `<sip:punchdown@${address}>`, to: subscribe.from }
          : { from: subscribe.from, to: subscribe.to }),
        ...{ flow, callId: subscribe.callId, cseq: 3, contact: `<sip:${own}>` },
        headers: { Event: notifyEvent[form], 'Subscription-State': 'terminated;reason=timeout' },
        ...{ body: url, contentType: 'application/url' },
      })
      const ending = new AbortController()
      const cancel = timing.after(answerMs, () => ending.abort())
      const status = await agent
        .send(request, flow, { signal: ending.signal })
        .then((response) => response.status)
        .catch(() => 0)
      cancel()
      return status >= 200 && status < 300
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** `datagrams` closes the sockets that it read from. */
function closeQuietly(socket: Socket): void {
  try {
    socket.close()
  } catch {
    // it is closed
  }
}
