/**
 * A UDP socket that plays and records G.711 over RTP. Audio goes to the described address; its port follows the peer's packets (symmetric RTP,
 * RFC 4961). Packets from another address, and those of another source once one was heard, are dropped.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { bugLog } from '../platform/bugs.ts'
import { guarded } from '../platform/sockets.ts'
import type { Timing } from '../platform/timing.ts'
import { payloadTypeOf, type RemoteAudio } from './audio-description.ts'
import { type G711, silence } from './g711.ts'
import { Recording } from './recording.ts'
import { type RtpPacket, readRtp, writeRtp } from './rtp.ts'
import { createKeyReader } from './telephone-event.ts'

/** 20 ms. */
const frameLength = 160
const frameMs = 20

export interface AudioPort extends AsyncDisposable {
  readonly port: number
  /** Sets or changes the peer. */
  connect(remote: RemoteAudio): void
  /** Plays octets of the peer's codec, in place of what is played; `onPlayed` is not called for what is replaced. */
  play(octets: Buffer, onPlayed: () => void): void
  /** Records at most this many octets; `onFull` is called at the limit. */
  record(most: number, onFull: () => void): void
  /** Ends the recording. */
  takeRecording(): Buffer
}

export interface AudioPortOptions {
  readonly address: string
  readonly timing: Timing
  /** 32 bits. */
  readonly random: () => number
  readonly onKey: (key: string) => void
}

/** @throws PunchdownError address-not-here */
export async function openAudioPort(options: AudioPortOptions): Promise<AudioPort> {
  const socket = createSocket('udp4')
  socket.bind(0, options.address)
  await once(socket, 'listening')
  // an unreachable peer: RTP has no answer to miss
  socket.on('error', () => undefined)
  return new Port(socket, options)
}

class Port implements AudioPort {
  readonly port: number
  readonly #socket: Socket
  readonly #timing: Timing
  readonly #ssrc: number
  readonly #readKey: (packet: RtpPacket) => void
  #remote: RemoteAudio | null = null
  /** Port and source of the peer's packets; null before the first. */
  #heard: { readonly port: number; readonly ssrc: number } | null = null
  #sequence: number
  #timestamp: number
  #cancelFrame: (() => void) | null = null
  #isClosed = false
  #recording: { readonly tape: Recording; readonly onFull: () => void } | null = null

  constructor(socket: Socket, { timing, random, onKey }: AudioPortOptions) {
    this.port = socket.address().port
    this.#socket = socket
    this.#timing = timing
    this.#ssrc = random()
    this.#sequence = random() & 0xffff
    this.#timestamp = random()
    this.#readKey = createKeyReader(onKey)
    socket.on(
      'message',
      guarded(bugLog, 'media', (octets: Buffer, from: RemoteInfo) => this.#receive(octets, from)),
    )
  }

  connect(remote: RemoteAudio): void {
    const isMoved = remote.address !== this.#remote?.address || remote.port !== this.#remote.port
    this.#remote = remote
    if (isMoved) this.#heard = null
  }

  #receive(octets: Buffer, { address, port }: RemoteInfo): void {
    const packet = readRtp(octets)
    const remote = this.#remote
    if (packet === null || remote === null || address !== remote.address) return
    this.#heard ??= { port, ssrc: packet.ssrc }
    if (port !== this.#heard.port || packet.ssrc !== this.#heard.ssrc) return
    if (packet.payloadType === remote.eventType) this.#readKey(packet)
    else if (packet.payloadType === payloadTypeOf(remote.codec)) this.#tape(packet)
  }

  #tape(packet: RtpPacket): void {
    const recording = this.#recording
    if (recording !== null && !recording.tape.add(packet)) recording.onFull()
  }

  play(octets: Buffer, onPlayed: () => void): void {
    this.#cancelFrame?.()
    const begin = this.#timing.now()
    const frames = Math.ceil(octets.length / frameLength)
    const step = (at: number): void => {
      if (at === frames) {
        this.#cancelFrame = null
        onPlayed()
        return
      }
      this.#send(octets.subarray(at * frameLength, (at + 1) * frameLength), at === 0)
      // by the begin, so that delays do not add up
      const due = begin + (at + 1) * frameMs - this.#timing.now()
      this.#cancelFrame = this.#timing.after(Math.max(0, due), () => step(at + 1))
    }
    step(0)
  }

  #send(payload: Buffer, marker: boolean): void {
    const remote = this.#remote
    this.#sequence++
    this.#timestamp += frameLength
    if (remote === null || remote.port === 0) return
    const packet = writeRtp({
      ...{ payloadType: payloadTypeOf(remote.codec), marker, sequence: this.#sequence },
      ...{ timestamp: this.#timestamp, ssrc: this.#ssrc, payload: filled(payload, remote.codec) },
    })
    this.#socket.send(packet, this.#heard?.port ?? remote.port, remote.address, () => undefined)
  }

  record(most: number, onFull: () => void): void {
    this.#recording = { tape: new Recording(this.#remote?.codec ?? 'PCMU', most), onFull }
  }

  takeRecording(): Buffer {
    const octets = Buffer.from(this.#recording?.tape.octets ?? [])
    this.#recording = null
    return octets
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelFrame?.()
    this.#remote = null
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }
}

/** The last frame is filled up with silence. */
const filled = (payload: Buffer, codec: G711): Buffer =>
  payload.length === frameLength
    ? payload
    : Buffer.concat([payload, Buffer.alloc(frameLength - payload.length, silence[codec])])
