/** Listens to phones that ask a link for their configuration at boot (SIP PnP). Never answers. */
import { datagrams, groupSocket, onceEach } from '../multicast.ts'
import type { Listener } from '../probe.ts'
import { pnpSightings } from './message.ts'

const group = '224.0.1.75'
const port = 5060

export const pnpListener: Listener = {
  name: 'pnp',
  async *listen({ interfaceAddress, signal, now }) {
    if (signal.aborted) return
    const socket = await groupSocket(group, port, interfaceAddress)
    const fresh = onceEach()
    for await (const { octets, from } of datagrams([socket], signal)) {
      yield* fresh(pnpSightings(octets, from, now()))
    }
  },
}
