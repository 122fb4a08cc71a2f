/** Peers for probes: misbehaving sockets and third-party programs. */

import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { expect } from 'vitest'
import type { Probe, ProbeContext } from '#electron/probes/probe.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { start } from '#test/support/programs.ts'

export interface Peer extends AsyncDisposable {
  readonly port: number
  /** Bytes of each message or connection so far. */
  readonly heard: readonly Buffer[]
}

/** A TCP server and a UDP socket on one port; without `onUdp` that UDP port is closed. */
export async function peer(
  onTcp: (socket: Socket) => void,
  onUdp: ((bytes: Buffer, from: RemoteInfo, send: (reply: Buffer) => void) => void) | null,
): Promise<Peer> {
  const heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (bytes) => heard.push(Buffer.from(bytes)))
    onTcp(socket)
  })
  const { port, udp } = await bothOn(server, onUdp !== null)
  udp?.on('message', (bytes, from) => {
    heard.push(bytes)
    onUdp?.(bytes, from, (reply) => udp.send(reply, from.port, from.address))
  })
  return {
    port,
    heard,
    async [Symbol.asyncDispose]() {
      udp?.close()
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** Opens a TCP server and a UDP socket on one port; tries another port when it is taken for UDP. */
async function bothOn(server: Server, wantsUdp: boolean): Promise<{ port: number; udp: UdpSocket | null }> {
  for (;;) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { port } = address
    if (!wantsUdp) return { port, udp: null }
    const udp = createSocket('udp4')
    udp.bind(port, '127.0.0.1')
    const isOpen = await once(udp, 'listening').then(
      () => true,
      () => false,
    )
    if (isOpen) return { port, udp }
    server.close()
    await once(server, 'close')
  }
}

/** Reads everything and sends nothing. */
export const silentPeer = () =>
  peer(
    () => undefined,
    () => undefined,
  )

/** Answers everything with the same bytes, over TCP and UDP. */
export const echoing = (reply: Buffer) =>
  peer(
    (socket) => socket.once('data', () => socket.write(reply)),
    (_bytes, _from, send) => send(reply),
  )

/** A port that was closed again. */
export async function closedPort(): Promise<number> {
  const { port, ...rest } = await silentPeer()
  await rest[Symbol.asyncDispose]()
  return port
}

/** A UDP port that was free a moment ago. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Sightings of a probe with all ports of the profile set to one number. */
export function look(probe: Probe, port: number, given: Partial<ProbeContext> = {}): Promise<Sighting[]> {
  return probe.look({
    address: '127.0.0.1',
    ports: { http: port, https: port, sip: port, snmp: port },
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    now: () => 1_000,
    ...given,
  })
}

/** `protocol raw` lines of sightings. */
export const lines = (sightings: readonly Sighting[]): string[] =>
  sightings.map(({ protocol, raw }) => `${protocol} ${raw}`)

export interface Program extends AsyncDisposable {
  output(): string
  /** Reason of an early exit; null while it runs. */
  failed(): string | null
}

/** A program that runs until it is disposed of. */
export function running(program: string, args: readonly string[], cwd?: string): Program {
  const child = start(program, args, cwd)
  let failure: string | null = null
  const ended = child.ended.then((ran) => {
    failure = `${program} ended: ${JSON.stringify(ran)}`
  })
  return {
    output: () => child.output(),
    failed: () => failure,
    async [Symbol.asyncDispose]() {
      child.stop()
      await ended
    },
  }
}

/** A program that is ready: its TCP port accepts connections, or its output reports it. */
export async function serving(
  program: string,
  args: readonly string[],
  ready: { port: number } | { says: RegExp },
  cwd?: string,
): Promise<AsyncDisposable> {
  const child = running(program, args, cwd)
  const isReady = async () =>
    child.failed() ?? ('port' in ready ? await answers(ready.port) : ready.says.test(child.output()))
  try {
    await expect.poll(isReady, { timeout: 10_000 }).toBe(true)
    return child
  } catch (error) {
    await child[Symbol.asyncDispose]()
    throw error
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
