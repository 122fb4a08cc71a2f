/** The stack for Node 22 does what the stack of this Node does. */
import { describe, expect, it } from 'vitest'
import { DisposableStackForOldNode } from '#electron/platform/disposable-stack.ts'

/** What a stack of each kind does with the same values, as a list of events. */
async function eventsOf(Stack: new () => AsyncDisposableStack): Promise<unknown[]> {
  const events: unknown[] = []
  const stack = new Stack()
  stack.use(null)
  stack.use({ [Symbol.dispose]: () => events.push('disposed of') })
  stack.use({
    async [Symbol.asyncDispose]() {
      await Promise.resolve()
      events.push('disposed of asynchronously')
    },
  })
  stack.adopt('a port', (value) => void events.push(`closed ${value}`))
  stack.defer(() => {
    throw new Error('first')
  })
  const moved = stack.move()
  events.push([stack.disposed, moved.disposed])
  moved.defer(() => Promise.reject(new Error('second')))
  await moved.disposeAsync().catch((error: unknown) => {
    const chain = error instanceof SuppressedError ? [error.error, error.suppressed] : [error]
    events.push(chain.map(String))
  })
  await moved.disposeAsync()
  try {
    moved.defer(() => undefined)
  } catch (error) {
    events.push(error instanceof ReferenceError)
  }
  return events
}

describe('the disposable stack for Node 22', () => {
  it('disposes in reverse order, moves, collects errors and refuses values after disposal, as the stack of this Node', async () => {
    const expected = await eventsOf(AsyncDisposableStack)
    expect(expected).toHaveLength(6)
    expect(await eventsOf(DisposableStackForOldNode)).toEqual(expected)
  })
})
