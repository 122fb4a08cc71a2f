/** One contract call over the browser door's socket, and a job's watch opened over it. */
import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'undici'
import { openBrowserDoor } from '#electron/host/browser-door.ts'
import { coreFile } from '#electron/host/build.ts'
import { linkCore } from '#electron/host/core-link.ts'
import { createDoorSessions } from '#electron/host/sessions.ts'
import type { Contract } from '#shared/contract/contract.ts'
import { measure } from './figures.ts'

await using core = linkCore({
  file: coreFile,
  start: {
    kind: 'start',
    dataFolder: ':memory:',
    capabilities: [],
    keyring: null,
    practice: { practice: false, practiceOffice: false, practicePorts: { http: 0, sip: 0, snmp: 0 } },
  },
})
const sessions = createDoorSessions(() => performance.now())
await using door = await openBrowserDoor({ port: 0, pageFolder: import.meta.dirname, sessions, core })
const problem = await core.ready()
if (problem !== null) throw new Error(problem.code)
const secret = sessions.exchange(sessions.issueToken()) ?? ''
const socket = new WebSocket(`ws://127.0.0.1:${door.port}/contract`, {
  protocols: ['punchdown', secret],
  headers: { origin: door.origin },
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

/** undici's WebSocket is the one of the pages' standard; its types only say so more loosely. */
function isPageSocket(candidate: object): candidate is globalThis.WebSocket {
  return ['addEventListener', 'removeEventListener', 'send', 'readyState'].every((name) => name in candidate)
}
