/** UDP sockets that hear a group on one link of this laptop, beside other programs that do. */
import { createSocket, type Socket } from 'node:dgram'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { listen } from '../platform/sockets.ts'

export interface Datagram {
  readonly octets: Buffer
  readonly from: string
}

/** A group and its port, heard on the link that an address of the laptop is on. @throws PunchdownError port-in-use | address-not-here */
export async function groupSocket(group: string, port: number, interfaceAddress: string): Promise<Socket> {
  // bound to the group's own address it takes nothing that is meant for another program; Windows knows no such binding
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

/** A socket that asks a group and hears what is sent to it alone. @throws PunchdownError port-in-use | address-not-here */
export async function askingSocket(interfaceAddress: string): Promise<Socket> {
  const socket = await bound(0, interfaceAddress, interfaceAddress)
  try {
    socket.setMulticastInterface(interfaceAddress)
    // of one link: routers pass nothing on
    socket.setMulticastTTL(1)
    return socket
  } catch (cause) {
    socket.close()
    throw new PunchdownError('address-not-here', { address: interfaceAddress }, { cause })
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

/** Datagrams that wait for their reader, and octets in them; beyond that new ones are dropped, as a full socket buffer would. */
const mostWaiting = 2_000
const mostOctets = 4_194_304

/** What sockets hear until the signal fires; they are closed with it. */
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
    socket.on('message', (octets, from) => {
      if (waiting.length < mostWaiting && held + octets.length <= mostOctets) {
        waiting.push({ octets, from: from.address })
        held += octets.length
      }
      wake.resolve()
    })
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

/** Sightings that a listener has told already; a link that never repeats itself is told in full for so long. */
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
