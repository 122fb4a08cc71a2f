/** The core in a process of its own, answering contract calls over the parent's channel. See core.ts beside this. */
import { createRouterClient, ORPCError } from '@orpc/server'
import { createCore } from '#electron/app/core.ts'
import { problemSchema, toProblem } from '#shared/errors.ts'
import type { CoreAnswer, CoreCall, PracticePorts } from './core.ts'

const [, , dataFolder = '', ports = '', pace = '1'] = process.argv
const practicePorts: PracticePorts = JSON.parse(ports)
const core = await createCore({
  dataFolder,
  capabilities: [],
  practicePace: Number(pace),
  practicePorts,
})
const client = createRouterClient(core.router, { context: { services: core.services } })

async function answer({ id, path, input }: CoreCall): Promise<CoreAnswer> {
  try {
    let step: unknown = client
    for (const name of path) {
      if ((typeof step !== 'object' && typeof step !== 'function') || step === null)
        throw new Error(`no ${path.join('.')}`)
      step = Reflect.get(step, name)
    }
    if (typeof step !== 'function') throw new Error(`no procedure ${path.join('.')}`)
    const output: unknown = await step(input)
    return { id, output: await settled(output, path) }
  } catch (error) {
    if (error instanceof ORPCError && error.code === 'PROBLEM')
      return { id, problem: problemSchema.parse(error.data) }
    return { id, problem: toProblem(error) }
  }
}

function isStream(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

async function settled(output: unknown, path: readonly string[]): Promise<unknown> {
  if (!isStream(output)) return output
  const events: unknown[] = []
  for await (const event of output) {
    if (path.at(-1) !== 'scan') return event
    events.push(event)
  }
  return events
}

process.on('message', (call: CoreCall) => {
  void answer(call).then((reply) => process.send?.(reply))
})
process.on('disconnect', () => process.exit(0))
process.send?.({ id: 0, output: 'ready' })
