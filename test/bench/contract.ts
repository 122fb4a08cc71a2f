/** One contract call, and the opening of a job's watch, over the browser door's WebSocket. The client is a process of its own, as in use. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'undici'
import type { Contract } from '#shared/contract/contract.ts'
import { measure } from './figures.ts'

const door = spawn(process.execPath, [join(import.meta.dirname, 'contract-door.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const [line]: unknown[] = await once(createInterface({ input: door.stdout }), 'line')
const { origin, host, hash } = new URL(String(line))
const granted = await fetch(`${origin}/session`, {
  method: 'POST',
  headers: { origin },
  body: hash.slice('#token='.length),
})
const socket = new WebSocket(`ws://${host}/contract`, {
  protocols: ['punchdown', await granted.text()],
  headers: { origin },
})
await once(socket, 'open')
if (!isPageSocket(socket)) throw new Error('no socket as a page has it')
const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }))

const job = await client.jobs.practice()
await measure('contract call over the socket (app.status)', 500, () => client.app.status())
await measure('contract call over the socket (jobs.history)', 500, () =>
  client.jobs.history({ jobId: job.id }),
)
await measure('watch of a job over the socket, until its first event', 100, async () => {
  const watch = await client.jobs.watch({ jobId: job.id })
  await watch.next()
  await watch.return()
})
socket.close()
door.stdin.end()

/** undici implements the WebSocket of browsers; its types are wider. */
function isPageSocket(candidate: object): candidate is globalThis.WebSocket {
  return ['addEventListener', 'removeEventListener', 'send', 'readyState'].every((name) => name in candidate)
}
