/** UDP sockets for multicast groups on one link; other programs may use the same group and port. */

import { createSocket, type Socket } from 'node:dgram'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { bugLog } from '../platform/bugs.ts'
import { guarded, listen } from '../platform/sockets.ts'

export interface Datagram {
  readonly octets: Buffer
  readonly from: string
  readonly port: number
}

/** A socket that joined a group on the link of one of the laptop's addresses. @throws PunchdownError port-in-use | address-not-here */
export async function groupSocket(group: string, port: number, interfaceAddress: string): Promise<Socket> {
  // bound to the group's address, it receives nothing meant for other programs; Windows does not allow this
  const where = process.platform === 'win32' ? '0.0.0.0' : group
  const socket = await bound(port, where, interfaceAddress)
  try {
    socket.addMembership(group, interfaceAddress)
    return socket
  } catch (cause) {
    socket.close()
    throw new PunchdownError('address-not-here', { address: interfaceAddress }, { cause })
  }
}

/** A socket that sends to groups and receives unicast answers. @throws PunchdownError port-in-use | address-not-here */
async function querierSocket(interfaceAddress: string): Promise<Socket> {
  const socket = await bound(0, interfaceAddress, interfaceAddress)
  try {
    socket.setMulticastInterface(interfaceAddress)
    // TTL 1: stays on the link
    socket.setMulticastTTL(1)
    return socket
  } catch (cause) {
    socket.close()
    throw new PunchdownError('address-not-here', { address: interfaceAddress }, { cause })
  }
}

/**
 * A socket that queries a group, and the sockets that receive: the querier, and a member of the group unless another program holds the
 * group's port exclusively. @throws PunchdownError address-not-here
 */
export async function querierAndMember(
  group: string,
  port: number,
  interfaceAddress: string,
): Promise<{ readonly querier: Socket; readonly sockets: readonly Socket[] }> {
  const querier = await querierSocket(interfaceAddress)
  try {
    return { querier, sockets: [querier, await groupSocket(group, port, interfaceAddress)] }
  } catch (error) {
    if (error instanceof PunchdownError) return { querier, sockets: [querier] }
    querier.close()
    throw error
  }
}

async function bound(port: number, where: string, interfaceAddress: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: port !== 0 })
  try {
    await listen(socket, { address: where, port, protocol: 'udp' })
    return socket
  } catch (error) {
    socket.close()
    const isElsewhere = error instanceof PunchdownError && error.code === 'address-not-here'
    throw isElsewhere
      ? new PunchdownError('address-not-here', { address: interfaceAddress }, { cause: error })
      : error
  }
}

/** Most waiting datagrams, and octets in them; more are dropped, as by a full socket buffer. */
const mostWaiting = 2_000
const mostOctets = 4_194_304

/** Received datagrams until the signal fires; closes the sockets then. */
export async function* datagrams(
  sockets: readonly Socket[],
  signal: AbortSignal,
): AsyncGenerator<Datagram, void> {
  const waiting: Datagram[] = []
  let held = 0
  let wake = Promise.withResolvers<void>()
  const stop = () => wake.resolve()
  signal.addEventListener('abort', stop, { once: true })
  for (const socket of sockets) {
    socket.on(
      'message',
      guarded(bugLog, 'probe.multicast', (octets: Buffer, from: { address: string; port: number }) => {
        if (waiting.length < mostWaiting && held + octets.length <= mostOctets) {
          waiting.push({ octets, from: from.address, port: from.port })
          held += octets.length
        }
        wake.resolve()
      }),
    )
  }
  try {
    while (!signal.aborted) {
      const next = waiting.shift()
      if (next !== undefined) {
        held -= next.octets.length
        yield next
        continue
      }
      await wake.promise
      wake = Promise.withResolvers<void>()
    }
  } finally {
    signal.removeEventListener('abort', stop)
    for (const socket of sockets) socket.close()
  }
}

/** Most reported sightings that are remembered; duplicates of later ones are reported again. */
const mostTold = 20_000

export function onceEach(): (sightings: readonly Sighting[]) => readonly Sighting[] {
  const told = new Set<string>()
  return (sightings) =>
    sightings.filter((sighting) => {
      const key = JSON.stringify([sighting.address, sighting.port, sighting.protocol, sighting.raw])
      if (told.has(key)) return false
      if (told.size < mostTold) told.add(key)
      return true
    })
}
