/**
 * Processor time per REGISTER: a bare responder on node:dgram, the user agent alone, and with registrar and database. The ratios say what
 * the stack costs, whatever else runs on the machine.
 */
import { fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { print } from './figures.ts'

const addresses = 10_000
const requests = 40_000
/** Requests without an answer at once. */
const window = 100

function registerOf(number: number, port: number): string {
  const user = `b${String(number % addresses).padStart(5, '0')}`
  return [
    'REGISTER sip:onboarding.test SIP/2.0',
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${number};rport`,
    'Max-Forwards: 70',
    `From: <sip:${user}@onboarding.test>;tag=t${number}`,
    `To: <sip:${user}@onboarding.test>`,
    `Call-ID: c${number % addresses}@127.0.0.1`,
    `CSeq: ${Math.floor(number / addresses) + 1} REGISTER`,
    `Contact: <sip:${user}@127.0.0.1:${port};transport=udp>;expires=3600`,
    'User-Agent: Yealink SIP-T46U 108.86.0.75',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

async function measure(kind: string): Promise<{ readonly microseconds: number; readonly perSecond: number }> {
  const server = fork(join(import.meta.dirname, 'sip-registrar-child.ts'), [kind])
  const [port]: number[] = await once(server, 'message')
  const cpu = async (): Promise<number> => {
    server.send('cpu')
    const [usage]: NodeJS.CpuUsage[] = await once(server, 'message')
    return (usage?.user ?? 0) + (usage?.system ?? 0)
  }
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const own = socket.address().port
  let sent = 0
  let answered = 0
  const run = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const until = answered + count
      const next = (): void => {
        socket.send(registerOf(sent++, own), port ?? 0, '127.0.0.1')
      }
      socket.removeAllListeners('message')
      socket.on('message', () => {
        answered += 1
        if (answered === until) resolve()
        else if (sent < until) next()
      })
      for (let first = 0; first < window; first++) next()
    })
  await run(addresses)
  const [before, start] = [await cpu(), performance.now()]
  await run(requests)
  const microseconds = ((await cpu()) - before) / requests
  const perSecond = (requests / (performance.now() - start)) * 1_000
  socket.close()
  server.disconnect()
  await once(server, 'exit')
  return { microseconds, perSecond }
}

const words: Readonly<Record<string, string>> = {
  bare: 'a bare responder on node:dgram',
  agent: 'the user agent',
  memory: 'the user agent with registrar and a database in memory',
  disk: 'the user agent with registrar and a database on disk',
}
let bare = 1
for (const [kind, name] of Object.entries(words)) {
  const { microseconds, perSecond } = await measure(kind)
  if (kind === 'bare') bare = microseconds
  const of = `${microseconds.toFixed(1)} µs of processor time each; window of ${window}`
  print({ name: `REGISTER, ${name}`, value: perSecond, unit: '/s', of })
  print({
    name: `processor time, ${name}`,
    value: microseconds / bare,
    unit: 'x',
    of: 'of the bare responder',
  })
}
