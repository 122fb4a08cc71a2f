/** The contract's implementer, with the services as context and errors converted to problems. */
import { type ImplementerInternalWithMiddlewares, implement } from '@orpc/server'
import { type Contract, contract } from '#shared/contract/contract.ts'
import type { Services } from '../services/index.ts'
import { toWire } from './problems.ts'

export interface RouterContext extends Record<PropertyKey, unknown> {
  readonly services: Services
}

export const base: ImplementerInternalWithMiddlewares<Contract, RouterContext, RouterContext> = implement(
  contract,
)
  .$context<RouterContext>()
  .use(async ({ next, context }) => {
    try {
      return await next({ context })
    } catch (error) {
      throw toWire(error, context.services.log)
    }
  })
