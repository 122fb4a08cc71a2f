/** baresip without a sound card, driven over its control port (ctrl_tcp): netstrings with JSON, `12:{"event":true},`. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, type Running, start } from '#test/support/programs.ts'

const modules = [
  '/usr/lib/baresip/modules',
  '/usr/lib64/baresip/modules',
  '/usr/local/lib/baresip/modules',
].find(existsSync)
export const isBaresipHere =
  isHere('baresip') && modules !== undefined && existsSync(join(modules, 'ctrl_tcp.so'))

const noteSchema = z.object({
  event: z.boolean().optional(),
  response: z.boolean().optional(),
  type: z.string().optional(),
  param: z.string().optional(),
  id: z.string().optional(),
  data: z.string().optional(),
})
type Note = z.infer<typeof noteSchema>

export class Baresip implements AsyncDisposable {
  readonly #notes: Note[] = []
  readonly #waiting = new Set<() => void>()
  readonly #process: Running
  readonly #folder: Disposable
  #socket: Socket | null = null
  #buffered = ''

  private constructor(process: Running, folder: Disposable) {
    this.#process = process
    this.#folder = folder
  }

  /** Registers, and resolves when the registrar has accepted. */
  static async open(account: SipAccount, options: { transport?: 'udp' | 'tcp'; answers?: boolean } = {}) {
    const { transport = 'udp', answers = false } = options
    const folder = temporaryFolder()
    const [control, rtp] = [await freeTcpPort(), await freeUdpPort()]
    const lines = [
      ...['sip_listen 127.0.0.1:0', 'net_interface 127.0.0.1', `module_path ${modules}`],
      ...['audio_player aubridge,a', 'audio_source ausine,440', 'audio_alert aubridge,b'],
      ...['ausrc_srate 48000', 'auplay_srate 48000', 'ausrc_channels 2', 'auplay_channels 2'],
      ...['module g711.so', 'module ausine.so', 'module aubridge.so', 'module_tmp account.so'],
      ...['module_app contact.so', 'module_app menu.so', 'module_app ctrl_tcp.so'],
      ...[`ctrl_tcp_listen 127.0.0.1:${control}`, `rtp_ports ${rtp & ~1}-${(rtp & ~1) + 20}`],
    ]
    const { identity, authUser, password, registrar } = account
    const mode = answers ? 'auto' : 'manual'
    const line = `<sip:${identity};transport=${transport}>;auth_user=${authUser};auth_pass=${password};outbound="sip:${registrar};transport=${transport}";regint=120;answermode=${mode};audio_codecs=PCMU/8000/1`
    writeFileSync(join(folder.path, 'config'), `${lines.join('\n')}\n`)
    writeFileSync(join(folder.path, 'accounts'), `${line}\n`)
    writeFileSync(join(folder.path, 'contacts'), '\n')
    const phone = new Baresip(start('baresip', ['-4', '-f', folder.path, '-t', '60']), folder)
    await phone.#connect(control)
    return phone
  }

  async #connect(port: number): Promise<void> {
    for (let tries = 0; this.#socket === null; tries++) {
      const socket = connect(port, '127.0.0.1')
      try {
        await once(socket, 'connect')
        this.#socket = socket
        socket.on('data', (chunk: Buffer) => this.#read(chunk.toString('latin1')))
        socket.on('error', () => undefined)
      } catch (error) {
        socket.destroy()
        if (tries > 300) throw error
        await pause(50)
      }
    }
  }

  #read(text: string): void {
    this.#buffered += text
    for (;;) {
      const colon = this.#buffered.indexOf(':')
      const length = Number(this.#buffered.slice(0, colon))
      if (colon === -1 || this.#buffered.length < colon + length + 2) return
      const note = noteSchema.safeParse(JSON.parse(this.#buffered.slice(colon + 1, colon + 1 + length)))
      if (note.success) this.#notes.push(note.data)
      this.#buffered = this.#buffered.slice(colon + length + 2)
      for (const wake of this.#waiting) wake()
    }
  }

  command(command: string, params = ''): void {
    const text = JSON.stringify({ command, params, token: 'test' })
    this.#socket?.write(`${text.length}:${text},`)
  }

  /** Resolves when this many events of a type have come: `CALL_ESTABLISHED`. Rejects after 20 seconds, with the events that came. */
  event(type: string, count = 1): Promise<Note> {
    const { promise, resolve, reject } = Promise.withResolvers<Note>()
    const look = (): void => {
      const found = this.#notes.filter((note) => note.type === type)[count - 1]
      if (found !== undefined) resolve(found)
    }
    const limit = setTimeout(() => reject(new Error(`no ${type}: ${this.events.join(', ')}`)), 20_000)
    this.#waiting.add(look)
    look()
    return promise.finally(() => {
      clearTimeout(limit)
      this.#waiting.delete(look)
    })
  }

  get events(): string[] {
    return this.#notes.flatMap(({ type, param }) => (type === undefined ? [] : [`${type} ${param ?? ''}`]))
  }

  output(): string {
    return this.#process.output()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.command('quit')
    this.#process.stop()
    await this.#process.ended
    this.#socket?.destroy()
    this.#folder[Symbol.dispose]()
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
