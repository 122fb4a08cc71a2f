/** An audio port against plain UDP sockets; the clock is the test's. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { type AudioPort, openAudioPort } from '#electron/media/audio-port.ts'
import { readRtp, writeRtp } from '#electron/media/rtp.ts'
import type { Timing } from '#electron/platform/timing.ts'

class StepTiming implements Timing {
  #now = 0
  readonly #due = new Set<{ at: number; then: () => void }>()
  now = () => this.#now
  after = (ms: number, then: () => void) => {
    const entry = { at: this.#now + ms, then }
    this.#due.add(entry)
    return () => void this.#due.delete(entry)
  }
  step(ms: number): void {
    this.#now += ms
    for (const entry of this.#due) {
      if (entry.at > this.#now) continue
      this.#due.delete(entry)
      entry.then()
    }
  }
}

const parts = new AsyncDisposableStack()
afterEach(() => parts.disposeAsync())

async function socket(): Promise<Socket> {
  const opened = createSocket('udp4').bind(0, '127.0.0.1')
  await once(opened, 'listening')
  return opened
}
const closed = (each: Socket) => new Promise<void>((resolve) => each.close(() => resolve()))

describe('an audio port', () => {
  it('plays to the described port, then to the one that the peer sends from; records that peer only', async () => {
    const timing = new StepTiming()
    let keys = ''
    const [described, real, stranger] = [await socket(), await socket(), await socket()]
    const port: AudioPort = await openAudioPort({
      ...{ address: '127.0.0.1', timing, random: () => 7 },
      onKey: (key) => {
        keys += key
      },
    })
    parts.defer(async () => {
      await Promise.all([described, real, stranger].map(closed))
      await port[Symbol.asyncDispose]()
    })
    const remote = {
      address: '127.0.0.1',
      port: described.address().port,
      codec: 'PCMU',
      eventType: 101,
    } as const
    port.connect(remote)

    let played = 0
    const first = once(described, 'message')
    port.play(Buffer.alloc(400, 0x11), () => played++)
    const [octets] = await first
    expect(readRtp(octets)).toMatchObject({ payloadType: 0, marker: true, payload: Buffer.alloc(160, 0x11) })

    const send = (from: Socket, ssrc: number, timestamp: number, text: string, payloadType = 0) =>
      from.send(
        writeRtp({
          ...{ payloadType, marker: false, sequence: 1, timestamp, ssrc },
          payload: Buffer.from(text),
        }),
        port.port,
        '127.0.0.1',
      )
    let isFull = false
    port.record(6, () => {
      isFull = true
    })
    send(real, 1, 0, 'ab')
    send(real, 1, 5_000, '\x05\x8a\x01\x00', 101)
    await expect.poll(() => keys).toBe('5')
    send(stranger, 2, 2, 'xx')
    // another source from the same port, and a payload type that was not described
    send(real, 3, 2, 'yy')
    send(real, 1, 2, 'zz', 8)
    send(real, 1, 2, 'cdef')
    await expect.poll(() => isFull).toBe(true)
    expect(port.takeRecording().toString()).toBe('abcdef')

    const second = once(real, 'message')
    timing.step(20)
    expect(readRtp((await second)[0])).toMatchObject({ marker: false, sequence: 9, timestamp: 327 })
    const last = once(real, 'message')
    timing.step(20)
    const { payload } = readRtp((await last)[0]) ?? {}
    expect(payload).toEqual(Buffer.concat([Buffer.alloc(80, 0x11), Buffer.alloc(80, 0xff)]))
    expect(played).toBe(0)
    timing.step(20)
    expect(played).toBe(1)
  })

  it('does not call back for what another sound replaces', async () => {
    const timing = new StepTiming()
    await using port = await openAudioPort({
      ...{ address: '127.0.0.1', timing, random: () => 7, onKey: () => {} },
    })
    const played: string[] = []
    port.play(Buffer.alloc(160), () => played.push('first'))
    port.play(Buffer.alloc(160), () => played.push('second'))
    timing.step(20)
    expect(played).toEqual(['second'])
  })
})
