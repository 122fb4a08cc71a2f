/**
 * Listens to multicast DNS on one link and queries its services. Answers arrive at the querier's port (RFC 6762, 6.7) and at the group;
 * when another program holds the group's port exclusively, only at the former.
 */
import { dnsMessageIn, dnsQueries, type Question } from '../../protocols/dns/dns.ts'
import { datagrams, onceEach, querierAndMember } from '../multicast.ts'
import type { Listener } from '../probe.ts'
import { everyService, mdnsSightings, questionsAfter, usualServices } from './services.ts'

const group = '224.0.0.251'
const port = 5353
/** Intervals of the repeated first query, each at least twice the one before (RFC 6762, 5.2). */
const againAfterMs = [1_000, 2_000, 4_000, 8_000]
/** Most follow-up questions. Ours. */
const mostQuestions = 2_000

const firstQuestions: readonly Question[] = [everyService, ...usualServices].map((name) => ({
  name,
  type: 'PTR',
}))

export const mdnsListener: Listener = {
  name: 'mdns',
  async *listen({ interfaceAddress, quiet = false, signal, now }) {
    if (signal.aborted) return
    const { querier, sockets } = await querierAndMember(group, port, interfaceAddress)
    const asked = new Set<string>()
    const ask = (questions: readonly Question[]) => {
      for (const query of dnsQueries(questions)) {
        if (!signal.aborted && !quiet) querier.send(query, port, group, () => undefined)
      }
    }
    const timers: NodeJS.Timeout[] = []
    let after = 0
    for (const wait of againAfterMs) {
      after += wait
      timers.push(setTimeout(() => ask(firstQuestions), after))
    }
    const fresh = onceEach()
    try {
      ask(firstQuestions)
      for await (const { octets, from } of datagrams(sockets, signal)) {
        const message = dnsMessageIn(octets)
        if (message === null) continue
        yield* fresh(mdnsSightings(message, from, now()))
        const open = questionsAfter(message).filter((question) => {
          const key = JSON.stringify(question)
          if (asked.has(key) || asked.size >= mostQuestions) return false
          asked.add(key)
          return true
        })
        if (open.length > 0) ask(open)
      }
    } finally {
      for (const timer of timers) clearTimeout(timer)
    }
  },
}
