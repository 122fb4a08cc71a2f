/** Listens to SSDP on one link and searches it: answers arrive at the searcher's port, announcements at the group. */
import { datagrams, onceEach, querierAndMember } from '../multicast.ts'
import type { Listener } from '../probe.ts'
import { searchForAll, ssdpSightings } from './message.ts'

const group = '239.255.255.250'
const port = 1900
/** A search is repeated because datagrams get lost (UPnP Device Architecture 2.0, 1.3.2). */
const searchesAfterMs = [0, 500, 3_000]

export const ssdpListener: Listener = {
  name: 'ssdp',
  async *listen({ interfaceAddress, quiet = false, signal, now }) {
    if (signal.aborted) return
    const { querier, sockets } = await querierAndMember(group, port, interfaceAddress)
    const timers = searchesAfterMs.map((after) =>
      setTimeout(() => {
        if (!signal.aborted && !quiet) querier.send(searchForAll, port, group, () => undefined)
      }, after),
    )
    const fresh = onceEach()
    try {
      for await (const { octets, from } of datagrams(sockets, signal)) {
        yield* fresh(ssdpSightings(octets, from, now()))
      }
    } finally {
      for (const timer of timers) clearTimeout(timer)
    }
  },
}
