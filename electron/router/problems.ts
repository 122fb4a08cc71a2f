/** Converts expected failures to the contract's typed error, and any other error to a bug that is logged with a reference. */
import { randomUUID } from 'node:crypto'
import { ORPCError } from '@orpc/server'
import { type Problem, PunchdownError } from '#shared/errors.ts'
import type { Log } from '../platform/log.ts'

export function toWire(error: unknown, log: Log): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error
  if (error instanceof PunchdownError) {
    log.write('router.problem', { problem: error.problem.code, facts: error.problem.facts })
    return new ORPCError('PROBLEM', { status: 422, data: error.problem })
  }
  const reference = randomUUID().slice(0, 8)
  log.write('router.bug', {
    reference,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  const problem: Problem = { code: 'bug', facts: { reference } }
  return new ORPCError('PROBLEM', { status: 422, data: problem })
}

/** Converts the errors of a stream. */
export async function* streamToWire<Item>(
  stream: AsyncGenerator<Item, void>,
  log: Log,
): AsyncGenerator<Item, void, void> {
  try {
    yield* stream
  } catch (error) {
    throw toWire(error, log)
  }
}
