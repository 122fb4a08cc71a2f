/** One contract call, and the opening of a job's watch, over the browser door's WebSocket. The client is a process of its own, as in use. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openContract } from '../support/contract-client.ts'
import { measure } from './figures.ts'

const door = spawn(process.execPath, [join(import.meta.dirname, 'contract-door.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const [line]: unknown[] = await once(createInterface({ input: door.stdout }), 'line')
const contract = await openContract(String(line))
const { client } = contract

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
contract[Symbol.dispose]()
door.stdin.end()
